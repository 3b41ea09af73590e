"""One experiment's page: what was tried, on whom, what happened, how sure, what it cost, what next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from reports.document import Source
from reports.experiments import detail
from reports.experiments.guards import BalanceRow, Guard, balance_rows, guards
from reports.experiments.lines import Forest, Line, metric_lines, segment_lines, window_lines
from reports.experiments.looks import Drawing
from reports.experiments.rows import ALL, Balance, Design, Power, Result
from reports.experiments.segments import SegmentNames, reading_order
from reports.experiments.verdict import Verdict, verdict
from reports.experiments.words import DRAWN_BY_LOT, GRADES, KINDS, named, outcome, program_name
from reports.words import NOTHING, Words, same


@dataclass(frozen=True)
class Published:
    """The rows that the page was made of: answers for everybody, of parts, and all there are."""

    whole: list[Result]
    parts: list[Result]
    all: Sequence[Result]
    balance: Sequence[Balance]
    powers: Sequence[Power]


@dataclass(frozen=True)
class ExperimentPage:
    """Everything the page shows, and what the list tells of it."""

    page: str
    name: Words
    kind: Words
    evidence: str
    grade: tuple[Words, Words]
    is_running: bool
    answer: Result
    verdicts: list[Verdict]
    facts: detail.Told
    metrics: Forest
    segments: Forest | None
    deciding: Words
    looks: Drawing | None
    windows: Forest | None
    money: list[tuple[Words, Words, Source]]
    guards: list[Guard]
    power: list[tuple[Words, Words, Words]]
    balance: list[BalanceRow]
    published: Published

    @property
    def lead(self) -> Line:
        """The line that decides."""
        return self.metrics.lines[0]


def page_name(experiment_id: str) -> str:
    """The page's address: a digest, because an id comes from a feed and may hold anything."""
    return f"experiment-{sha256(experiment_id.encode()).hexdigest()[:12]}.html"


def experiment_page(
    name: Words,
    rows: Sequence[Result],
    design: Design | None,
    balance: Sequence[Balance],
    powers: Sequence[Power],
    names: SegmentNames,
    symbol: str,
) -> ExperimentPage | None:
    """Arrange all rows of one experiment; None where none of them answers for everybody."""
    answers = sorted((row for row in rows if row.is_answer), key=reading_order)
    whole = [row for row in answers if row.segment_id == ALL]
    if not whole:
        return None
    lead = whole[0]
    leads = [row for row in whole if row.metric_id == lead.metric_id]
    parts = [row for row in answers if row.metric_id == lead.metric_id]
    planned = next((one for one in powers if (one.metric_id, one.arm) == (lead.metric_id, lead.arm)), None)
    several, is_by_lot = len(leads) > 1, lead.evidence in DRAWN_BY_LOT
    return ExperimentPage(
        page=page_name(lead.experiment_id),
        name=name,
        kind=named(KINDS, (design.kind if design else None) or lead.program_kind),
        evidence=lead.evidence or "",
        grade=GRADES.get(lead.evidence or "", (NOTHING, NOTHING)),
        is_running=not lead.is_over,
        answer=lead,
        verdicts=[verdict(row, whole, planned, symbol, several) for row in leads],
        facts=detail.facts(lead, design),
        metrics=metric_lines(whole, rows, symbol, several),
        segments=segment_lines(parts, names, symbol, several) if len(parts) > len(leads) else None,
        deciding=outcome(lead.metric_id).name,
        looks=detail.looks(rows, lead, symbol) if is_by_lot else None,
        windows=_windows(rows, lead, symbol) if not is_by_lot else None,
        money=detail.money_rows(whole, symbol),
        guards=guards(lead),
        power=detail.power_rows(planned, symbol),
        balance=balance_rows(balance),
        published=Published(whole, parts, rows, balance, powers),
    )


def _windows(rows: Sequence[Result], lead: Result, symbol: str) -> Forest | None:
    """After a programme there are windows of several lengths, each a result of its own."""
    asked = (lead.metric_id, ALL, lead.arm, lead.method)
    found = [row for row in rows if (row.metric_id, row.segment_id, row.arm, row.method) == asked]
    return window_lines(sorted(found, key=lambda row: row.look_no), symbol) if len(found) > 1 else None


def experiment_name(experiment_id: str, design: Design | None, campaigns: Mapping[str, str]) -> Words:
    """What it is called: as its campaign, by what kind it is, or by its id."""
    kind, _, of = experiment_id.partition(":")
    campaign = campaigns.get(of if kind == "campaign" else design.campaign_id or "" if design else "")
    if campaign:  # past campaigns share names, mall by mall
        return same(f"{campaign} · {of}" if kind == "campaign" else campaign)
    if design and design.kind in KINDS:
        kind_told = KINDS[design.kind]
        return Words(f"{kind_told.zh} {experiment_id}", f"{kind_told.en} {experiment_id}")
    return program_name(experiment_id)
