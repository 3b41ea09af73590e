"""Month by month: what events and rituals returned, and what all outreach together added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import words
from reports.effects import amount, amount_between, beside, relative, relative_between
from reports.experiment_lines import Forest, metric_lines, month_lines
from reports.experiment_reasons import invalid
from reports.experiment_rows import Increment, Returned
from reports.experiment_segments import reading_order
from reports.experiment_words import KINDS, named, outcome
from reports.words import NOTHING, Words, count, same

MONTHS_SHOWN = 13


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


@dataclass(frozen=True)
class Together:
    """What all outreach added: every metric of the newest month, and the one that decides month by month."""

    month: Words
    metrics: Forest
    deciding: Words
    months: Forest


def together(increments: Sequence[Increment], symbol: str) -> Together | None:
    """The newest month that anything is known of; None while there is none."""
    if not increments:
        return None
    newest = increments[-1].month_start
    answers = sorted((row for row in increments if row.month_start == newest), key=reading_order)
    lead = answers[0]
    same_kind = (lead.experiment_id, lead.metric_id, lead.arm)
    past = [row for row in increments if (row.experiment_id, row.metric_id, row.arm) == same_kind]
    return Together(
        month=words.month(newest),
        metrics=metric_lines(answers, [], symbol, arms=len({row.arm for row in answers}) > 1),
        deciding=outcome(lead.metric_id).name,
        months=month_lines(past[::-1][:MONTHS_SHOWN], symbol),
    )


def return_rows(returns: Sequence[Returned], symbol: str) -> list[ReturnRow]:
    """The newest months first."""
    months = sorted({row.month_start for row in returns}, reverse=True)[:MONTHS_SHOWN]
    shown = sorted(
        (row for row in returns if row.month_start in months),
        key=lambda row: (-row.month_start.toordinal(), row.program_kind),
    )
    return [_return_row(row, symbol) for row in shown]


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
    )
