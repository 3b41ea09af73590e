"""Line charts drawn while the page is made: plain SVG, no script, once for wide and once for narrow pages.

Words stay outside the drawing, in the page's own legend: they are set in the reader's font and language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from reports.words import Words

INK, GRID = "#5b6672", "#e4e2dc"
COLOURS = ["#0f5f5c", "#c2562d", "#5b5ea6", "#9a7b1c", "#7a3b5e", "#3f7d3a"]


@dataclass(frozen=True)
class Size:
    """How large a drawing is made, so that its numbers are read at their own size."""

    width: int
    height: int
    months_named: int


WIDE = Size(970, 300, months_named=13)
NARROW = Size(310, 220, months_named=5)


@dataclass(frozen=True)
class Series:
    """One line: a value a month, gaps where it is not known."""

    name: Words
    points: list[tuple[date, float | None]]


@dataclass(frozen=True)
class Chart:
    """The drawing in both widths, and the words and colours of its legend."""

    wide: Markup
    narrow: Markup
    legend: list[tuple[Words, str]]


def share_by_month(series: Sequence[Series]) -> Chart:
    """Draw shares over calendar months, as many lines as there are colours."""
    shown = list(zip(series, COLOURS, strict=False))
    return Chart(
        wide=_draw([line for line, _ in shown], WIDE),
        narrow=_draw([line for line, _ in shown], NARROW),
        legend=[(line.name, colour) for line, colour in shown],
    )


def _draw(series: Sequence[Series], size: Size) -> Markup:
    import vl_convert

    return _inline(vl_convert.vegalite_to_svg(_specification(series, size)))


def _specification(series: Sequence[Series], size: Size) -> dict[str, Any]:
    import altair as alt

    months = sorted({month for line in series for month, _ in line.points})
    every = -(-len(months) // size.months_named) or 1
    records = [
        {"month": f"{month:%Y-%m}", "line": number, "value": value}
        for number, line in enumerate(series)
        for month, value in line.points
    ]
    month_axis = alt.Axis(labelAngle=0, grid=False, values=[f"{month:%Y-%m}" for month in months[::every]])
    colours = alt.Scale(domain=list(range(len(series))), range=COLOURS[: len(series)])
    chart = (
        alt.Chart(alt.InlineData(values=records))
        .mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=26, filled=True))
        .encode(
            x=alt.X("month:O", title=None, axis=month_axis),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(format=".0%", tickCount=5)),
            color=alt.Color("line:N", legend=None, scale=colours),
        )
        .properties(width=size.width, height=size.height, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, labelFontSize=13, gridColor=GRID, domainColor=GRID, ticks=False, labelPadding=8
        )
    )
    specification: dict[str, Any] = chart.to_dict()
    return specification


def _inline(svg: str) -> Markup:
    """Make a stand-alone drawing part of a page: no namespace, no fixed size, no font of its own."""
    head, tail = svg.split(">", 1)
    head = re.sub(r' (?:xmlns(?::xlink)?|version|width|height)="[^"]*"', "", head)
    # The drawing holds numbers and months alone, never text of the store, so it enters the page as it is.
    return Markup(head + ' role="img">' + re.sub(r' font-family="[^"]*"', "", tail))  # noqa: S704  numbers and months only
