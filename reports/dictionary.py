"""Every metric with its newest readable value and its definition: the page other pages point to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from reports import words
from reports.reasons import reason
from reports.sparkline import sparkline
from reports.store import Figure, Metric
from reports.words import Words

MONTHS_IN_LINE = 13


@dataclass(frozen=True)
class Entry:
    """A metric and its newest monthly figure that is not missing, or why there is none."""

    metric: Metric
    value: Words
    month: Words | None
    missing: Words | None
    numerator: Words
    denominator: Words
    line: Markup


def dictionary_page(metrics: Iterable[Metric], figures: dict[str, list[Figure]], symbol: str) -> list[Entry]:
    """One entry a metric, by id."""
    return [_entry(metric, figures.get(metric.metric_id, []), symbol) for metric in metrics]


def _entry(metric: Metric, figures: list[Figure], symbol: str) -> Entry:
    known = [figure for figure in figures if figure.value is not None]
    if not known:
        why = reason(figures[-1].null_reason if figures else None)
        return Entry(metric, words.NOTHING, None, why, words.NOTHING, words.NOTHING, Markup())
    newest = known[-1]
    return Entry(
        metric=metric,
        value=words.value(newest.value, metric.unit, symbol),
        month=words.month(newest.period_start),
        missing=None,
        numerator=words.part(newest.numerator, metric.unit, symbol),
        denominator=words.value(newest.denominator, "count", symbol),
        line=sparkline([figure.value for figure in figures[-MONTHS_IN_LINE:]]),
    )
