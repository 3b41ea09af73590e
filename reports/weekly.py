"""The weekly board: the ten figures of the review, against the week before, family by family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reports import words
from reports.change import Change, against
from reports.reasons import reason
from reports.sparkline import sparkline
from reports.store import ALL_MALLS, BoardRow, Figure, Metric
from reports.words import Words

WEEKS_IN_LINE = 13

FAMILIES: dict[str, Words] = {
    "asset": Words("资产", "Assets"),
    "interaction": Words("互动", "Interaction"),
    "monetisation": Words("变现", "Monetisation"),
}


@dataclass(frozen=True)
class Card:
    """One KPI of the week, ready to show."""

    metric: Metric
    value: Words
    is_known: bool
    missing: Words
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
    """The same figures mall by mall: one row a KPI, one value a mall."""

    malls: list[str]
    rows: list[tuple[Words, list[tuple[Words, Words | None]]]]


@dataclass(frozen=True)
class WeeklyPage:
    """Everything the weekly page shows."""

    week: Words
    families: list[Family]
    malls: MallTable | None


def latest_week(board: Sequence[BoardRow], data_through: date) -> date | None:
    """The newest week of the board that is over."""
    closed = [row.week_start for row in board if (data_through - row.week_start).days >= 6]
    return max(closed, default=None)


def weekly_page(
    board: Sequence[BoardRow],
    metrics: dict[str, Metric],
    mall_names: dict[str, str],
    data_through: date,
    symbol: str,
) -> WeeklyPage | None:
    """Arrange the newest closed week; None when the board is empty."""
    week = latest_week(board, data_through)
    if week is None:
        return None
    rows = [row for row in board if row.week_start == week and row.figure.metric_id in metrics]
    whole = [row for row in rows if row.mall_id == ALL_MALLS]
    history = _history(board, week)
    families = [
        Family(
            FAMILIES.get(family, words.same(family)),
            [
                _card(row.figure, metrics[row.figure.metric_id], history[row.figure.metric_id], symbol)
                for row in whole
                if row.family == family
            ],
        )
        for family in dict.fromkeys(row.family for row in whole)
    ]
    return WeeklyPage(words.week(week), families, _mall_table(rows, metrics, mall_names, symbol))


def _history(board: Iterable[BoardRow], week: date) -> dict[str, list[Figure]]:
    """The undivided figures up to this week, oldest first."""
    history: dict[str, list[Figure]] = {}
    for row in board:
        if row.mall_id == ALL_MALLS and row.week_start <= week:
            history.setdefault(row.figure.metric_id, []).append(row.figure)
    return history


def _card(figure: Figure, metric: Metric, history: list[Figure], symbol: str) -> Card:
    before = [known for known in history[:-1] if known.value is not None]
    previous = history[-2].value if len(history) > 1 else None
    is_known = figure.value is not None
    return Card(
        metric=metric,
        value=words.value(figure.value, metric.unit, symbol),
        is_known=is_known,
        missing=reason(figure.null_reason),
        last_known=None if is_known or not before else _last_known(before[-1], metric, symbol),
        change=against(previous, figure.value, metric.unit, metric.direction),
        numerator=words.part(figure.numerator, metric.unit, symbol),
        denominator=words.under(figure.denominator, metric.unit),
        line=sparkline([past.value for past in history[-WEEKS_IN_LINE:]]),
    )


def _last_known(figure: Figure, metric: Metric, symbol: str) -> Words:
    week, value = words.week(figure.period_start), words.value(figure.value, metric.unit, symbol)
    return Words(f"最近可读：{value.zh}，{week.zh}", f"Last readable: {value.en}, {week.en}")


def _mall_table(
    rows: Sequence[BoardRow], metrics: dict[str, Metric], mall_names: dict[str, str], symbol: str
) -> MallTable | None:
    """Mall by mall; None while there is only one mall, where it would repeat the board."""
    malls = sorted({row.mall_id for row in rows} - {ALL_MALLS})
    if len(malls) < 2:
        return None
    found = {(row.figure.metric_id, row.mall_id): row.figure for row in rows}
    ordered = dict.fromkeys(row.figure.metric_id for row in rows if row.mall_id == ALL_MALLS)
    return MallTable(
        malls=[mall_names.get(mall, mall) for mall in malls],
        rows=[
            (
                metrics[metric_id].name,
                [_mall_value(found.get((metric_id, mall)), metrics[metric_id], symbol) for mall in malls],
            )
            for metric_id in ordered
        ],
    )


def _mall_value(figure: Figure | None, metric: Metric, symbol: str) -> tuple[Words, Words | None]:
    """A value, and the reason where there is none."""
    if figure is None or figure.value is None:
        return words.NOTHING, reason(figure.null_reason if figure else None)
    return words.value(figure.value, metric.unit, symbol), None
