"""Purchases as a matrix: a category a line, the last months across, and what all of it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports import words
from reports.member.questions import Row
from reports.member.tables import Cell
from reports.member.words import CATEGORIES, named
from reports.words import NOTHING, Words, same

MONTHS = 5
OTHER = Words("未分类", "no category")


@dataclass(frozen=True)
class Months:
    """Net by category and month; the last line is the sum, the last column all months."""

    months: list[Words]
    lines: list[tuple[Words, list[Cell]]]
    sums: list[Cell]


def by_month(rows: Sequence[Row], symbol: str) -> Months | None:
    """Arrange net amounts, the newest month first; None without any."""
    if not rows:
        return None
    amounts = {(row["category"], row["month_start"]): row["net_fen"] for row in rows}
    months = sorted({row["month_start"] for row in rows}, reverse=True)
    totals = {
        category: sum(net for (one, _), net in amounts.items() if one == category)
        for category in {row["category"] for row in rows}
    }
    order = sorted(totals, key=lambda category: (-totals[category], str(category)))
    lines = [
        (
            OTHER if category is None else named(category, CATEGORIES),
            [_money(amounts.get((category, month)), symbol) for month in months[:MONTHS]]
            + [_money(totals[category], symbol)],
        )
        for category in order
    ]
    sums = [_money(_of(amounts, month), symbol) for month in months[:MONTHS]]
    return Months(
        [same(f"{month:%Y-%m}") for month in months[:MONTHS]],
        lines,
        [*sums, _money(sum(amounts.values()), symbol)],
    )


def _of(amounts: dict[tuple[str | None, date], int], month: date) -> int:
    return sum(net for (_, one), net in amounts.items() if one == month)


def _money(fen: int | None, symbol: str) -> Cell:
    if fen is None:
        return Cell(NOTHING)
    return Cell(same(words.money(fen, symbol)), is_below=fen < 0)
