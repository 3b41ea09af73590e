"""Figures of the registry as lines of a board: the newest that can be read, and the shape of its past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from reports.document import Cell, Gauge, of_metric
from reports.store import Figure, Metric, Store
from reports.words import Words

PERIODS_SHOWN = 14
PLAIN = Words("", "")  # the period tells itself


def gauges(store: Store, kind: str, metric_ids: Sequence[str], of_money: Sequence[str] = ()) -> list[Gauge]:
    """A line for each of these metrics that this version registers, over all malls.

    `of_money` are those that are no amount themselves but are made of amounts.
    """
    metrics, figures = store.metrics(), store.figures(kind)
    return [
        gauge(metrics[one], figures.get(one, []), kind, "fen" if one in of_money else "count")
        for one in metric_ids
        if one in metrics
    ]


def gauge(metric: Metric, past: Sequence[Figure], kind: str, part: str = "count") -> Gauge:
    """Later periods that are still maturing are passed over: the line says which one it tells of."""
    source = of_metric(metric.metric_id)
    told = next((place for place in reversed(range(len(past))) if past[place].value is not None), None)
    if told is None:
        why = past[-1].null_reason if past else None
        return Gauge(metric.name, Cell(None, metric.unit, why, source=source))
    figure = past[told]
    above = "fen" if metric.unit == "fen" else part
    return Gauge(
        metric.name,
        Cell(figure.value, metric.unit, source=source),
        numerator=Cell(figure.numerator, above) if metric.has_denominator else None,
        denominator=Cell(figure.denominator, part) if metric.has_denominator else None,
        previous=past[told - 1].value if told else None,
        direction=metric.direction,
        against=[(PLAIN, _period(figure.period_start, kind))],
        history=[one.value for one in past[max(0, told + 1 - PERIODS_SHOWN) : told + 1]],
    )


def _period(start: date, kind: str) -> Cell:
    """A week by its days alone: beside a figure there is no room for more."""
    if kind != "week":
        return Cell(start, kind)
    end = start + timedelta(days=6)
    return Cell(Words(f"{start:%m-%d} 至 {end:%m-%d}", f"{start:%d %b} to {end:%d %b}"))
