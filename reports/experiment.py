"""One experiment's page: what was tried, on whom, what happened, how sure, what it cost, what next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from reports import experiment_detail as detail
from reports.experiment_guards import BalanceRow, Guard, balance_rows, guards
from reports.experiment_lines import Forest, Line, metric_lines, segment_lines
from reports.experiment_store import ALL, Balance, Design, Result
from reports.experiment_verdict import Verdict, verdict
from reports.experiment_words import GRADES, KINDS, OUTCOMES, named, outcome, program_name
from reports.looks import Drawing
from reports.words import NOTHING, Words, same


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
    money: detail.Told
    guards: list[Guard]
    balance: list[BalanceRow]

    @property
    def lead(self) -> Line:
        """The line that decides."""
        return self.metrics.lines[0]


def page_name(experiment_id: str) -> str:
    """The page's address: a digest, because an id comes from a feed and may hold anything."""
    return f"experiment-{sha256(experiment_id.encode()).hexdigest()[:12]}.html"


def experiment_page(
    rows: Sequence[Result],
    design: Design | None,
    balance: Sequence[Balance],
    malls: Mapping[str, str],
    symbol: str,
) -> ExperimentPage | None:
    """Arrange all rows of one experiment; None where none of them answers for everybody."""
    primary = design.primary_metric if design else None
    answers = sorted((row for row in rows if row.is_answer), key=lambda row: _place(row, primary))
    whole = [row for row in answers if row.segment_id == ALL]
    if not whole:
        return None
    lead = whole[0]
    leads = [row for row in whole if row.metric_id == lead.metric_id]
    parts = [row for row in answers if row.metric_id == lead.metric_id]
    several = len(leads) > 1
    return ExperimentPage(
        page=page_name(lead.experiment_id),
        name=_name(lead, design),
        kind=named(KINDS, (design.kind if design else None) or lead.program_kind),
        evidence=lead.evidence or "",
        grade=GRADES.get(lead.evidence or "", (NOTHING, NOTHING)),
        is_running=not lead.is_final_look,
        answer=lead,
        verdicts=[verdict(row, whole, symbol, several) for row in leads],
        facts=detail.facts(lead, design),
        metrics=metric_lines(whole, rows, symbol, several),
        segments=segment_lines(parts, malls, symbol, several) if len(parts) > len(leads) else None,
        deciding=outcome(lead.metric_id).name,
        looks=detail.looks(rows, lead, symbol),
        money=detail.money_rows(whole, symbol),
        guards=guards(lead, symbol),
        balance=balance_rows(balance),
    )


def _place(row: Result, primary: str | None) -> tuple[bool, int, str, bool, str, str]:
    """The metric that decides first, the others as the words have them; everybody before a part."""
    known = list(OUTCOMES)
    at = known.index(row.metric_id) if row.metric_id in known else len(known)
    return row.metric_id != primary, at, row.metric_id, row.segment_id != ALL, row.segment_id, row.arm


def _name(row: Result, design: Design | None) -> Words:
    if design and design.campaign_name:
        return same(design.campaign_name)
    if design and design.kind in KINDS:
        kind = KINDS[design.kind]
        return Words(f"{kind.zh} {row.experiment_id}", f"{kind.en} {row.experiment_id}")
    return program_name(row.experiment_id)
