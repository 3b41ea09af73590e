"""The ten figures of all malls, family by family, those that fell most first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from reports import words
from reports.change import against, fall
from reports.document import Cell, Gauge, Row, Section, of_metric
from reports.pages.weekly.targets import Targets
from reports.store import ALL_MALLS, Store
from reports.words import Words

WEEKS_IN_LINE = 13

BOARD = """
select
    week_start, position, coalesce(family_zh, family) as family_zh, family, metric_id,
    coalesce(name_zh, name_en) as name_zh, name_en, coalesce(unit, 'count') as unit,
    numerator, denominator, value, previous_value, null_reason
from kpi.weekly_board
where mall_id = $mall and week_start <= $week
order by position, week_start
"""
SAME_WEEK = """
select metric_id, value, null_reason
from kpi.kpi_value
where period_kind = 'week' and period_start = $week and mall_id = $mall and dimension = 'all'
order by metric_id
"""


@dataclass(frozen=True)
class Standing:
    """A place of the board in its week: the rows of its weeks, oldest first, and what it is held against."""

    rows: Sequence[Row]
    direction: str
    year_before: Row = field(default_factory=dict)

    @property
    def row(self) -> Row:
        """This week's."""
        return self.rows[-1]

    @property
    def name(self) -> Words:
        """What it is called."""
        return Words(self.row["name_zh"], self.row["name_en"])

    @property
    def fall(self) -> float | None:
        """How far it fell against the week before."""
        return fall(self.row["previous_value"], self.row["value"], self.direction)


def standings(store: Store, monday: date) -> list[Standing]:
    """The places of the board as they are numbered."""
    metrics = store.metrics()
    before = {row["metric_id"]: row for row in _year_before(store, monday)}
    places: dict[int, list[Row]] = {}
    for row in store.ask(BOARD, mall=ALL_MALLS, week=monday):
        places.setdefault(row["position"], []).append(row)
    named = [(rows[-1]["metric_id"], rows) for rows in places.values()]
    return [
        Standing(rows, metrics[name].direction if name in metrics else "", before.get(name, {}))
        for name, rows in named
    ]


def families(board: Sequence[Standing], aims: Targets, symbol: str) -> list[Section]:
    """The families in their order; in each, what fell most stands first and what is not known last."""
    held: dict[Words, list[Standing]] = {}
    for one in board:
        held.setdefault(Words(one.row["family_zh"], one.row["family"].capitalize()), []).append(one)
    return [
        Section(title, [_gauge(one, aims, symbol) for one in sorted(of_family, key=_by_fall)])
        for title, of_family in held.items()
    ]


def fallen_most(board: Sequence[Standing]) -> tuple[Words, Words] | None:
    """The name of what fell most in the whole board, and by how much; None where nothing fell."""
    fallen = [one for one in sorted(board, key=_by_fall) if (one.fall or 0) > 0]
    if not fallen:
        return None
    change = against(fallen[0].row["previous_value"], fallen[0].row["value"], fallen[0].row["unit"], "")
    return (fallen[0].name, change.words) if change else None


def _by_fall(one: Standing) -> tuple[bool, float, int]:
    return one.fall is None, -(one.fall or 0), one.row["position"]


def _gauge(one: Standing, aims: Targets, symbol: str) -> Gauge:
    row = one.row
    unit, metric_id = row["unit"], row["metric_id"]
    part = "fen" if unit == "fen" else "count"
    return Gauge(
        name=one.name,
        figure=Cell(row["value"], unit, row["null_reason"], source=of_metric(metric_id)),
        numerator=Cell(row["numerator"], part),
        denominator=Cell(row["denominator"]),
        previous=row["previous_value"],
        direction=one.direction,
        against=[
            (Words("目标", "Target"), aims.cell(metric_id, ALL_MALLS, row["value"], unit)),
            (Words("去年同周", "Year before"), _before(one)),
        ],
        history=[past["value"] for past in one.rows[-WEEKS_IN_LINE:]],
        note=_last_readable(one.rows, symbol) if row["value"] is None else None,
    )


def _before(one: Standing) -> Cell:
    """The same week of the year before; what is above it now is good where up is."""
    before, unit = one.year_before.get("value"), one.row["unit"]
    if before is None:
        return Cell(None, unit, one.year_before.get("null_reason") or "no_such_week")
    change = against(before, one.row["value"], unit, one.direction)
    return Cell(before, unit, tone=change.tone if change else "")


def _year_before(store: Store, monday: date) -> list[dict[str, object]]:
    """The week of the same number a year before; the 53rd is not in every year."""
    year, number, _ = monday.isocalendar()
    try:
        start = date.fromisocalendar(year - 1, number, 1)
    except ValueError:
        return []
    return store.ask(SAME_WEEK, week=start, mall=ALL_MALLS)


def _last_readable(rows: Sequence[Row], symbol: str) -> Words | None:
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return None
    told, value = (
        words.week(known[-1]["week_start"]),
        words.value(known[-1]["value"], rows[-1]["unit"], symbol),
    )
    return Words(f"最近可读：{value.zh}，{told.zh}", f"Last readable: {value.en}, {told.en}")
