"""Metrics of the registry month by month, as lines and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Cell, Column, Row, Table, of_metric
from reports.store import ALL_MALLS, Figure, Metric, Store
from reports.words import Words

MONTHS_SHOWN = 13
TABLES = ("kpi.kpi_value", "kpi.dim_metric")
Followed = Sequence[tuple[Metric, Sequence[Figure]]]


def followed(store: Store, metric_ids: Sequence[str], mall_id: str = ALL_MALLS) -> Followed:
    """Those of the metrics that the version publishes by month, with their last months."""
    figures, metrics = store.figures("month", mall_id), store.metrics()
    return [
        (metrics[one], figures[one][-MONTHS_SHOWN:])
        for one in metric_ids
        if one in metrics and figures.get(one)
    ]


def months_of(name: str, title: Words, metrics: Followed) -> Table:
    """Every month of every metric with its parts, newest first."""
    rows = [row for metric, figures in metrics for row in _rows(metric, figures)]
    columns = [
        Column("metric", Words("指标", "Metric")),
        Column("month", Words("月份", "Month"), "month"),
        Column("value", Words("数值", "Value"), "ratio", "null_reason"),
        Column("numerator", Words("分子", "Numerator"), "count"),
        Column("denominator", Words("分母", "Denominator"), "count"),
    ]
    return Table(name, title, columns, rows, folded=True)


def drawn_months(name: str, title: Words, metrics: Followed) -> Table:
    """Shares with a line to draw, oldest month first; a metric of one month or none has no line."""
    drawn = [
        (metric, figures)
        for metric, figures in metrics
        if metric.unit == "ratio" and sum(one.value is not None for one in figures) > 1
    ]
    months = sorted({figure.period_start for _, figures in drawn for figure in figures})
    known = {(metric.metric_id, one.period_start): one for metric, figures in drawn for one in figures}
    rows = [
        {
            "when": f"{month:%Y-%m}", "month": month, "metric": metric.name, "value": figure.value,
            "null_reason": figure.null_reason, "numerator": figure.numerator,
            "denominator": figure.denominator,
        }
        for month in months
        for metric, _ in drawn
        if (figure := known.get((metric.metric_id, month)))
    ]  # fmt: skip
    return Table(name, title, months_of(name, title, ()).columns, rows)


def _rows(metric: Metric, figures: Sequence[Figure]) -> list[Row]:
    part = "fen" if metric.unit == "fen" else "count"
    return [
        {
            "metric": Cell(metric.name, source=of_metric(metric.metric_id)),
            "month": one.period_start,
            "value": Cell(one.value, metric.unit, one.null_reason),
            "numerator": Cell(one.numerator, part),
            "denominator": Cell(one.denominator, "count"),
        }
        for one in reversed(figures)
    ]
