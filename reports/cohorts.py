"""Who comes back: repurchase month by month, and cohorts by the month in which they began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports import charts, words
from reports.heatmap import HeatMap, heat_map
from reports.reasons import reason
from reports.sparkline import sparkline
from reports.store import CohortCell, Figure, Metric
from reports.words import Words

# What is shown month by month, by the rows of the requirements that ask for it.
GROUPS: list[tuple[Words, set[str]]] = [
    (Words("消费之后再消费", "Buying again after a purchase"), {"168"}),
    (Words("新会员与首购会员", "New members and first purchasers"), {"169", "170"}),
]
MONTHS_SHOWN = 13

# Kinds of cohort in the order shown: heading, and what a row and a cell tell.
COHORTS: dict[str, tuple[Words, Words]] = {
    "first_purchase": (
        Words("首购后是否再买", "Buying again, by month of first purchase"),
        Words(
            "每行是同月首次消费的会员，各列是此后第几个月；格中为该月又有消费者所占比例，小字为人数。",
            "A row is the members who first bought in one month, a column the months since; a cell is the "
            "share who bought in that month, with their number below.",
        ),
    ),
    "join": (
        Words("入会后是否再来", "Coming again, by month of joining"),
        Words(
            "每行是同月入会的会员，各列是此后第几个月；格中为该月到场者所占比例，小字为人数。",
            "A row is the members who joined in one month, a column the months since; a cell is the share "
            "who visited in that month, with their number below.",
        ),
    ),
}


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
    """A metric month by month, newest first, with its newest month that can be read."""

    metric: Metric
    newest: Readable | None
    months: list[Readable]
    line: Markup


@dataclass(frozen=True)
class Group:
    """Metrics that answer one question, drawn together."""

    title: Words
    chart: charts.Chart | None
    metrics: list[MonthlyMetric]


@dataclass(frozen=True)
class CohortsPage:
    """Everything the page shows."""

    groups: list[Group]
    maps: list[tuple[Words, Words, HeatMap]]


def cohorts_page(
    figures: dict[str, list[Figure]],
    metrics: dict[str, Metric],
    cohorts: dict[str, Sequence[CohortCell]],
    symbol: str,
) -> CohortsPage:
    """Arrange repurchase metrics and the cohorts of each kind."""
    shares = [metric for metric in metrics.values() if metric.unit == "ratio" and metric.metric_id in figures]
    groups = [
        (
            title,
            [(metric, figures[metric.metric_id][-MONTHS_SHOWN:]) for metric in shares if metric.serves(rows)],
        )
        for title, rows in GROUPS
    ]
    return CohortsPage(
        groups=[
            Group(title, _chart(chosen), [_monthly(metric, months, symbol) for metric, months in chosen])
            for title, chosen in groups
            if chosen
        ],
        maps=[(*COHORTS[kind], heat_map(cells)) for kind, cells in cohorts.items()],
    )


def _chart(chosen: Sequence[tuple[Metric, list[Figure]]]) -> charts.Chart | None:
    """The metrics that have a line to draw; None when none has."""
    series = [
        charts.Series(metric.name, [(figure.period_start, figure.value) for figure in figures])
        for metric, figures in chosen
        if sum(figure.value is not None for figure in figures) > 1
    ]
    return charts.share_by_month(series) if series else None


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
        denominator=words.value(figure.denominator, "count", symbol),
    )
