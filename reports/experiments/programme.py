"""Month by month: what events and rituals returned, and what all outreach together added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from reports import words
from reports.document import Column, Table, of_column
from reports.experiments.effects import amount, amount_between, beside, relative, relative_between
from reports.experiments.lines import Forest, metric_lines, month_lines
from reports.experiments.reasons import invalid
from reports.experiments.rows import Increment, Returned
from reports.experiments.segments import reading_order
from reports.experiments.words import KINDS, named, outcome
from reports.words import NOTHING, Words, count, same

MONTHS_SHOWN = 13


def _of_return(name: str, label: Words, unit: str) -> Column:
    return Column(name, label, unit, "null_reason", of_column("kpi.community_roi", name))


RETURNS = [
    _of_return("month_start", Words("月份", "Month"), "month"),
    Column("kind", Words("做法", "What was held"), source=of_column("kpi.community_roi", "program_kind")),
    _of_return("events", Words("场次", "Held"), "count"),
    _of_return("participants", Words("首次参与", "First guests"), "count"),
    _of_return("cost_fen", Words("成本", "Cost"), "fen"),
    _of_return("added_margin_fen", Words("增量毛利", "Margin added"), "fen"),
    _of_return("added_margin_low_fen", Words("增量毛利下限", "Margin added, low"), "fen"),
    _of_return("added_margin_high_fen", Words("增量毛利上限", "Margin added, high"), "fen"),
    _of_return("roi", Words("回报", "Return"), "ratio"),
    _of_return("roi_low", Words("回报下限", "Return, low"), "ratio"),
    _of_return("roi_high", Words("回报上限", "Return, high"), "ratio"),
    _of_return("null_reason", Words("缺失原因", "Why missing"), "text"),
]
SHOWN = ("month_start", "events", "participants", "cost_fen", "added_margin_fen", "roi")
HEADS = [column for column in RETURNS if column.name in SHOWN]


@dataclass(frozen=True)
class ReturnRow:
    """A month of one kind of programme: what was held, cost and brought, or why nobody can say."""

    month: Words
    kind: Words
    events: Words
    guests: Words
    cost: Words
    added: Words
    returned: Words
    missing: Words | None
    raw: Returned


@dataclass(frozen=True)
class Together:
    """What all outreach added: every metric of the newest month, and the one that decides month by month."""

    month: Words
    metrics: Forest
    deciding: Words
    months: Forest
    answers: list[Increment]
    past: list[Increment]


def together(increments: Sequence[Increment], symbol: str) -> Together | None:
    """The newest month that anything is known of; None while there is none."""
    if not increments:
        return None
    newest = increments[-1].month_start
    answers = sorted((row for row in increments if row.month_start == newest), key=reading_order)
    lead = answers[0]
    same_kind = (lead.experiment_id, lead.metric_id, lead.arm)
    told = [row for row in increments if (row.experiment_id, row.metric_id, row.arm) == same_kind]
    past = told[::-1][:MONTHS_SHOWN]
    return Together(
        month=words.month(newest),
        metrics=metric_lines(answers, [], symbol, arms=len({row.arm for row in answers}) > 1),
        deciding=outcome(lead.metric_id).name,
        months=month_lines(past, symbol),
        answers=answers,
        past=past,
    )


def return_rows(returns: Sequence[Returned], symbol: str) -> list[ReturnRow]:
    """The newest months first."""
    return [_return_row(row, symbol) for row in _newest(returns)]


def returned(returns: Sequence[Returned]) -> Table | None:
    """The same rows as they were published; nothing where there are none."""
    rows = [asdict(row) | {"kind": named(KINDS, row.program_kind)} for row in _newest(returns)]
    title = Words("社区活动的回报", "What events and rituals returned")
    return Table("returns", title, RETURNS, rows) if rows else None


def _newest(returns: Sequence[Returned]) -> list[Returned]:
    months = sorted({row.month_start for row in returns}, reverse=True)[:MONTHS_SHOWN]
    return sorted(
        (row for row in returns if row.month_start in months),
        key=lambda row: (-row.month_start.toordinal(), row.program_kind),
    )


def _return_row(row: Returned, symbol: str) -> ReturnRow:
    return ReturnRow(
        month=words.month(row.month_start),
        kind=named(KINDS, row.program_kind),
        events=NOTHING if row.events is None else same(count(row.events)),
        guests=NOTHING if row.participants is None else same(count(row.participants)),
        cost=amount(row.cost_fen, symbol),
        added=beside(
            amount(row.added_margin_fen, symbol),
            amount_between(row.added_margin_low_fen, row.added_margin_high_fen, symbol),
        ),
        returned=beside(relative(row.roi), relative_between(row.roi_low, row.roi_high)),
        missing=invalid(row.null_reason) if row.null_reason else None,
        raw=row,
    )
