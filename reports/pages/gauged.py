"""Metrics of the registry as lines of a board: the newest month, how it moved, and the months before."""

from __future__ import annotations

from collections.abc import Sequence

from reports import words
from reports.document import Cell, Gauge, of_metric
from reports.formats import shown
from reports.pages.monthly import followed
from reports.store import Figure, Metric, Store
from reports.words import Words


def monthly_gauges(store: Store, metric_ids: Sequence[str]) -> list[Gauge]:
    """A line for each of the metrics that this version publishes, all malls together."""
    symbol = store.currency_symbol()
    return [_gauge(metric, figures, symbol) for metric, figures in followed(store, metric_ids)]


def _gauge(metric: Metric, figures: Sequence[Figure], symbol: str) -> Gauge:
    """Where the newest month cannot be read yet, the last one that can stands beside the reason."""
    *before, newest = figures
    part = "fen" if metric.unit == "fen" else "count"
    has_parts = metric.has_denominator and newest.numerator is not None
    known = [figure for figure in before if figure.value is not None]
    return Gauge(
        metric.name,
        Cell(newest.value, metric.unit, newest.null_reason, source=of_metric(metric.metric_id)),
        Cell(newest.numerator, part) if has_parts else None,
        Cell(newest.denominator, "count") if has_parts else None,
        previous=before[-1].value if before else None,
        direction=metric.direction,
        history=[figure.value for figure in figures],
        note=_last(known[-1], metric.unit, symbol) if newest.value is None and known else None,
    )


def _last(figure: Figure, unit: str, symbol: str) -> Words:
    value, month = shown(figure.value, unit, symbol), words.month(figure.period_start)
    return Words(f"{month.zh}为 {value.zh}", f"{value.en} in {month.en}")
