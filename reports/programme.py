"""Month by month: what events and rituals returned, and what all outreach together added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import words
from reports.effects import amount, amount_between, beside, relative, relative_between
from reports.experiment_reasons import invalid
from reports.experiment_rows import Returned
from reports.experiment_words import KINDS, named
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
