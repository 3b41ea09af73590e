"""Axes, scales and sizes that the kinds of drawing share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor, log10
from typing import Any

from reports.document import WIDE, Column, Row
from reports.drawing.points import said
from reports.drawing.theme import SERIES

MANY_TIMES = 20
FORMATS = {"ratio": ".0%", "count": "~s", "fen": "~s", "times": "~r", "number": "~r"}
# Chinese readers count in ten thousands and hundred millions.
IN_CHINESE = (
    "abs(datum.value) >= 1e8 ? format(datum.value / 1e8, '~g') + '亿' : "
    "abs(datum.value) >= 1e4 ? format(datum.value / 1e4, '~g') + '万' : format(datum.value, ',~g')"
)


def quantity(
    field: str,
    column: Column,
    language: str,
    name: Callable[..., Any] | None = None,
    *,
    title: bool = False,
    ticks: int = 5,
) -> Any:  # noqa: ANN401  a channel of whichever kind was asked for
    """A quantity along an axis, its numbers as the language counts."""
    import altair as alt

    axis = alt.Axis(format=FORMATS.get(column.unit, ","), tickCount=ticks, domain=False)
    if language == "zh" and column.unit in ("count", "fen"):
        axis = alt.Axis(labelExpr=IN_CHINESE, tickCount=ticks, domain=False)
    return (name or alt.Y)(f"{field}:Q", title=said(column.label, language) if title else None, axis=axis)


def beyond(points: Sequence[Row], room: float) -> Any:  # noqa: ANN401  a scale, or none of its own
    """Room (a share of the span) for the labels of bars that go below zero; others begin there."""
    import altair as alt

    known = [float(point["value"]) for point in points if point["value"] is not None]
    if min(known, default=0.0) >= 0:
        return alt.Undefined
    reach = room * (max(known, default=0.0) - min(known))
    return alt.Scale(domain=[min(known) - reach, max(0.0, *known) + reach], nice=False)


def spread(points: Sequence[Row], field: str, axis_of: Any) -> Any:  # noqa: ANN401  a channel, before and after
    """An axis on which points keep apart: by factors where they span many, else from zero; room for names."""
    import altair as alt

    known = [float(point[field]) for point in points if point[field] is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    if low > 0 and high / low > MANY_TIMES:
        powers = [10.0**power for power in range(floor(log10(low)), floor(log10(high)) + 2)]
        shown = powers if len(powers) > 3 else sorted([*powers, *(3 * power for power in powers)])
        axis_of["axis"]["values"] = [one for one in shown if low / 1.6 <= one <= high * 1.6]
        return axis_of.scale(alt.Scale(type="log", domain=[low / 1.6, high * 1.6], nice=False))
    low, high = min(0.0, low), max(0.0, high)
    return axis_of.scale(alt.Scale(domain=[low, (high + 0.16 * (high - low)) or 1.0], nice=False))


def coloured(names: Sequence[Any], language: str) -> dict[str, Any]:
    """Colour by series, in the order that the legend names them."""
    import altair as alt

    if not names:
        return {}
    scale = alt.Scale(domain=[said(name, language) for name in names], range=SERIES[: len(names)])
    return {"color": alt.Color("series:N", legend=None, scale=scale)}


def height(width: int) -> int:
    """How high a drawing of a width is."""
    return 280 if width >= WIDE else 220
