"""A field of cells out of the rows of a table: lines, columns, and how dark each cell is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.document import Cell, Heat, Row, Value
from reports.vocabulary.reasons import reason
from reports.words import Words

FAINTEST, DARKEST, LIGHT_TEXT_FROM = 6, 92, 50
REASONS_TOLD = 3


@dataclass(frozen=True)
class HeatCell:
    """A value with what it counts, and its shade in per cent; without a shade it stands on paper."""

    value: Cell
    below: Cell | None
    shade: int | None

    @property
    def is_dark(self) -> bool:
        """Whether the text has to be light."""
        return self.shade is not None and self.shade > LIGHT_TEXT_FROM


@dataclass(frozen=True)
class HeatRow:
    """A line; None where the table has no row for a column."""

    name: Cell
    size: Cell | None
    cells: list[HeatCell | None]


@dataclass(frozen=True)
class HeatMap:
    """All cells, and why some are empty."""

    across: list[Cell]
    rows: list[HeatRow]
    missing: list[Words]


def arranged(heat: Heat) -> HeatMap:
    """Lines and columns as they first come in the table; shades span what is seen."""
    told = {row[heat.across.name]: heat.across.cell(row) for row in heat.table.rows}
    across = {place: told[place] for place in (*heat.order, *told) if place in told}
    lines: dict[Value, dict[Value, Row]] = {}
    for row in heat.table.rows:
        lines.setdefault(row[heat.down.name], {})[row[heat.across.name]] = row
    known = [
        float(row[heat.value.name])
        for row in heat.table.rows
        if row[heat.value.name] is not None and row[heat.across.name] not in heat.plain
    ]
    span = heat.span or (min(known, default=0.0), max(known, default=0.0))
    codes = dict.fromkeys(
        cell.why for row in heat.table.rows if (cell := heat.value.cell(row)).value is None and cell.why
    )
    missing = list(dict.fromkeys(reason(code) for code in codes))
    return HeatMap(
        list(across.values()), [_line(heat, cells, across, span) for cells in lines.values()],
        missing[:REASONS_TOLD],
    )  # fmt: skip


def _line(
    heat: Heat, rows: Mapping[Value, Row], across: Mapping[Value, Cell], span: tuple[float, float]
) -> HeatRow:
    first = next(iter(rows.values()))
    cells = [_cell(heat, rows[place], span) if place in rows else None for place in across]
    return HeatRow(heat.down.cell(first), heat.size.cell(first) if heat.size else None, cells)


def _cell(heat: Heat, row: Row, span: tuple[float, float]) -> HeatCell:
    value, below = heat.value.cell(row), heat.below.cell(row) if heat.below else None
    if value.value is None or row[heat.across.name] in heat.plain:
        return HeatCell(value, below, None)
    low, high = span
    strength = (float(row[heat.value.name]) - low) / ((high - low) or 1.0)
    return HeatCell(value, below, round(FAINTEST + (DARKEST - FAINTEST) * strength))
