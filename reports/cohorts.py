"""Who comes back: repurchase by month, and retention of joining months as a heat map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reports import charts, words
from reports.reasons import reason
from reports.sparkline import sparkline
from reports.store import CohortCell, Figure, Metric
from reports.words import Words

# Rows of the requirements that ask for repurchase, 90-day repurchase and the return of new members.
REPURCHASE_ROWS = {"168", "169", "170"}
MONTHS_SHOWN = 13

_LIGHT, _DARK = (0xF3, 0xF6, 0xF3), (0x0F, 0x5F, 0x5C)


@dataclass(frozen=True)
class Cell:
    """A cell of the heat map: a share over the number of people, or why there is none."""

    text: str
    retained: str
    hint: Words
    background: str
    is_inverted: bool
    is_known: bool


@dataclass(frozen=True)
class CohortRow:
    """One joining month."""

    month: Words
    members: str
    cells: list[Cell | None]


@dataclass(frozen=True)
class Readable:
    """A month's figure in words: value and parts, or why there is none."""

    month: Words
    value: Words
    missing: Words | None
    numerator: Words
    denominator: Words


@dataclass(frozen=True)
class MonthlyMetric:
    """A repurchase metric month by month."""

    metric: Metric
    newest: Readable | None
    months: list[Readable]
    line: Markup


@dataclass(frozen=True)
class CohortsPage:
    """Everything the page shows."""

    chart: charts.Chart | None
    metrics: list[MonthlyMetric]
    ages: list[int]
    rows: list[CohortRow]


def cohorts_page(
    figures: dict[str, list[Figure]], metrics: dict[str, Metric], cells: Sequence[CohortCell], symbol: str
) -> CohortsPage:
    """Arrange repurchase metrics and the cohort heat map."""
    chosen = [
        m
        for m in metrics.values()
        if m.serves(REPURCHASE_ROWS) and m.unit == "ratio" and m.metric_id in figures
    ]
    recent = {m.metric_id: figures[m.metric_id][-MONTHS_SHOWN:] for m in chosen}
    drawn = [m for m in chosen if sum(f.value is not None for f in recent[m.metric_id]) > 1]
    series = [charts.Series(m.name, [(f.period_start, f.value) for f in recent[m.metric_id]]) for m in drawn]
    ages = sorted({cell.age for cell in cells})
    return CohortsPage(
        chart=charts.share_by_month(series) if series else None,
        metrics=[_monthly(m, recent[m.metric_id], symbol) for m in chosen],
        ages=ages,
        rows=_rows(cells, ages),
    )


def _monthly(metric: Metric, figures: list[Figure], symbol: str) -> MonthlyMetric:
    months = [_readable(metric, figure, symbol) for figure in reversed(figures)]
    newest = next((month for month in months if month.missing is None), None)
    return MonthlyMetric(metric, newest, months, sparkline([figure.value for figure in figures]))


def _readable(metric: Metric, figure: Figure, symbol: str) -> Readable:
    return Readable(
        month=words.month(figure.period_start),
        value=words.value(figure.value, metric.unit, symbol),
        missing=reason(figure.null_reason) if figure.value is None else None,
        numerator=words.part(figure.numerator, metric.unit, symbol),
        denominator=words.under(figure.denominator, metric.unit),
    )


def _rows(cells: Sequence[CohortCell], ages: list[int]) -> list[CohortRow]:
    by_place = {(cell.cohort_month, cell.age): cell for cell in cells}
    # Colours span what is seen after the joining month itself, where almost everyone is present.
    shares = [cell.share for cell in cells if cell.share is not None and cell.age > 0]
    low, high = min(shares, default=0.0), max(shares, default=1.0)
    months = sorted({cell.cohort_month for cell in cells})
    return [
        CohortRow(
            words.month(month),
            _size(cells, month),
            [_cell(by_place.get((month, age)), low, high) for age in ages],
        )
        for month in months
    ]


def _size(cells: Sequence[CohortCell], month: date) -> str:
    sizes = [cell.members for cell in cells if cell.cohort_month == month and cell.members is not None]
    return words.count(sizes[0]) if sizes else "—"


def _cell(cell: CohortCell | None, low: float, high: float) -> Cell | None:
    if cell is None:
        return None
    if cell.share is None or cell.members is None or cell.retained is None:
        return Cell("·", "", reason(cell.null_reason), "", is_inverted=False, is_known=False)
    strength = min(max((cell.share - low) / ((high - low) or 1.0), 0.0), 1.0)
    return Cell(
        text=f"{cell.share * 100:.0f}%",
        retained=words.count(cell.retained),
        hint=words.NOTHING,
        background=_shade(strength),
        is_inverted=strength > 0.55,
        is_known=True,
    )


def _shade(strength: float) -> str:
    """A colour between paper and the house's green."""
    mixed = [round(low + (high - low) * strength) for low, high in zip(_LIGHT, _DARK, strict=True)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
