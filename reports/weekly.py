"""The weekly board: the ten figures of the review, against the week before, family by family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from reports import words
from reports.change import Change, against
from reports.reasons import reason
from reports.restated import Restated, RestatedRow, restated_rows
from reports.sparkline import sparkline
from reports.store import ALL_MALLS, BoardRow, Metric
from reports.words import Words

WEEKS_IN_LINE = 13


@dataclass(frozen=True)
class Card:
    """One KPI of the week, ready to show; without a metric while the registry has none for its place."""

    name: Words
    metric: Metric | None
    value: Words
    missing: Words | None
    last_known: Words | None
    change: Change | None
    numerator: Words
    denominator: Words
    line: Markup


@dataclass(frozen=True)
class Family:
    """A family of KPIs under its heading."""

    title: Words
    cards: list[Card]


@dataclass(frozen=True)
class MallTable:
    """The same figures mall by mall: one row a KPI, one value (or the reason for none) a mall."""

    malls: list[str]
    rows: list[tuple[Words, list[tuple[Words, Words | None]]]]


@dataclass(frozen=True)
class WeeklyPage:
    """Everything the weekly page shows."""

    week: Words
    families: list[Family]
    malls: MallTable | None
    restated: list[RestatedRow]


def weekly_page(
    board: Sequence[BoardRow],
    metrics: dict[str, Metric],
    mall_names: dict[str, str],
    restated: Sequence[Restated],
    as_of: date,
    symbol: str,
) -> WeeklyPage | None:
    """Arrange the newest week that is over; None while there is none."""
    weeks = {row.figure.period_start for row in board}
    week = max((start for start in weeks if start + timedelta(days=6) <= as_of), default=None)
    if week is None:
        return None
    past = [row for row in board if row.figure.period_start <= week]
    whole = [row for row in past if row.figure.mall_id == ALL_MALLS]
    places: dict[int, list[BoardRow]] = {}
    for row in whole:
        places.setdefault(row.position, []).append(row)
    families: dict[Words, list[Card]] = {}
    for position in sorted(places):
        newest = places[position][-1]
        card = _card(places[position], metrics.get(newest.figure.metric_id), symbol)
        families.setdefault(newest.family, []).append(card)
    this_week = [row for row in past if row.figure.period_start == week]
    return WeeklyPage(
        week=words.week(week),
        families=[Family(title, cards) for title, cards in families.items()],
        malls=_mall_table(this_week, mall_names, symbol),
        restated=restated_rows(restated, metrics, symbol),
    )


def _card(history: list[BoardRow], metric: Metric | None, symbol: str) -> Card:
    """A place of the board, out of its weeks, oldest first."""
    row, figure = history[-1], history[-1].figure
    known = [past for past in history if past.figure.value is not None]
    is_known = figure.value is not None
    return Card(
        name=row.name,
        metric=metric,
        value=words.value(figure.value, row.unit, symbol),
        missing=None if is_known else reason(figure.null_reason),
        last_known=None if is_known or not known else _last_known(known[-1], symbol),
        change=against(row.previous, figure.value, row.unit, metric.direction if metric else ""),
        numerator=words.part(figure.numerator, row.unit, symbol),
        denominator=words.value(figure.denominator, "count", symbol),
        line=sparkline([past.figure.value for past in history[-WEEKS_IN_LINE:]]),
    )


def _last_known(row: BoardRow, symbol: str) -> Words:
    week, value = words.week(row.figure.period_start), words.value(row.figure.value, row.unit, symbol)
    return Words(f"最近可读：{value.zh}，{week.zh}", f"Last readable: {value.en}, {week.en}")


def _mall_table(rows: Sequence[BoardRow], mall_names: dict[str, str], symbol: str) -> MallTable | None:
    """Mall by mall; None while there is only one mall, where it would repeat the board."""
    malls = sorted({row.figure.mall_id for row in rows} - {ALL_MALLS})
    if len(malls) < 2:
        return None
    found = {(row.position, row.figure.mall_id): row for row in rows}
    places = {row.position: row.name for row in rows if row.figure.mall_id == ALL_MALLS}
    return MallTable(
        malls=[mall_names.get(mall, mall) for mall in malls],
        rows=[
            (places[place], [_mall_value(found.get((place, mall)), symbol) for mall in malls])
            for place in sorted(places)
        ],
    )


def _mall_value(row: BoardRow | None, symbol: str) -> tuple[Words, Words | None]:
    """A value, and the reason where there is none."""
    if row is None or row.figure.value is None:
        return words.NOTHING, reason(row.figure.null_reason if row else None)
    return words.value(row.figure.value, row.unit, symbol), None
