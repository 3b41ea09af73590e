"""Cohorts as a heat map: a row a month's cohort, a column the months since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import words
from reports.reasons import reason
from reports.store import CohortCell
from reports.words import Words

_LIGHT, _DARK = (0xE9, 0xF0, 0xEC), (0x0F, 0x5F, 0x5C)


@dataclass(frozen=True)
class Cell:
    """A share over the number of people, or why there is none."""

    text: str
    people: str
    missing: Words | None
    background: str
    is_inverted: bool


@dataclass(frozen=True)
class CohortRow:
    """One month's cohort; None where an age lies beyond the data."""

    month: Words
    members: str
    cells: list[Cell | None]


@dataclass(frozen=True)
class HeatMap:
    """All cohorts of a kind."""

    ages: list[int]
    rows: list[CohortRow]


def heat_map(cells: Sequence[CohortCell]) -> HeatMap:
    """Arrange cohorts by month and age; colours span what is seen after the month of the start itself."""
    ages = sorted({cell.age for cell in cells})
    shares = [cell.share for cell in cells if cell.share is not None and cell.age > 0]
    low, high = min(shares, default=0.0), max(shares, default=1.0)
    by_month: dict[object, list[CohortCell]] = {}
    for cell in cells:
        by_month.setdefault(cell.cohort_month, []).append(cell)
    return HeatMap(ages, [_row(cohort, ages, low, high) for cohort in by_month.values()])


def _row(cohort: list[CohortCell], ages: list[int], low: float, high: float) -> CohortRow:
    by_age = {cell.age: cell for cell in cohort}
    return CohortRow(
        month=words.month(cohort[0].cohort_month),
        members=words.count(cohort[0].members),
        cells=[_cell(by_age[age], low, high) if age in by_age else None for age in ages],
    )


def _cell(cell: CohortCell, low: float, high: float) -> Cell:
    if cell.share is None or cell.active is None:
        return Cell("·", "", reason(cell.null_reason), "", is_inverted=False)
    strength = min(max((cell.share - low) / ((high - low) or 1.0), 0.0), 1.0)
    return Cell(
        text=f"{cell.share * 100:.0f}%",
        people=words.count(cell.active),
        missing=None,
        background=shade(strength),
        is_inverted=strength > 0.5,
    )


def shade(strength: float) -> str:
    """A colour between paper and the house's green."""
    mixed = [round(low + (high - low) * strength) for low, high in zip(_LIGHT, _DARK, strict=True)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
