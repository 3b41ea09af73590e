"""Line charts drawn while the page is made: plain SVG inside it, no script, in both languages and two widths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from reports.words import Words

INK, GRID = "#5b6672", "#e4e2dc"
COLOURS = ["#0f5f5c", "#c2562d", "#5b5ea6", "#9a7b1c", "#7a3b5e", "#3f7d3a"]

# Text inside a drawing takes the page's own font and is drawn for the width at which it will be read.
WIDE = (680, 250)
NARROW = (310, 220)


@dataclass(frozen=True)
class Series:
    """One line: a value a month, gaps where it is not known."""

    name: Words
    points: list[tuple[date, float | None]]


@dataclass(frozen=True)
class Drawing:
    """The same chart for wide and narrow pages in one language."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True)
class Chart:
    """A chart in both languages."""

    zh: Drawing
    en: Drawing


def share_by_month(series: Sequence[Series]) -> Chart:
    """Draw shares over calendar months."""
    return Chart(
        zh=Drawing(*(_draw(series, "zh", size) for size in (WIDE, NARROW))),
        en=Drawing(*(_draw(series, "en", size) for size in (WIDE, NARROW))),
    )


def _draw(series: Sequence[Series], language: str, size: tuple[int, int]) -> Markup:
    import vl_convert  # noqa: PLC0415 - starts a JavaScript engine, only when something is drawn

    return _inline(vl_convert.vegalite_to_svg(_specification(series, language, size)))


def _specification(series: Sequence[Series], language: str, size: tuple[int, int]) -> dict[str, Any]:
    import altair as alt  # noqa: PLC0415 - half a second, only when something is drawn

    names = [getattr(line.name, language) for line in series]
    months = sorted({month for line in series for month, _ in line.points})
    every = -(-len(months) // (12 if size is WIDE else 5))
    legend = alt.Legend(
        orient="top", title=None, columns=1 if size is NARROW else 3, labelLimit=size[0], symbolType="stroke", symbolStrokeWidth=3
    )
    chart = (
        alt.Chart(alt.Data(values=list(_records(series, language))))
        .mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=26, filled=True))
        .encode(
            x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, values=[f"{m:%Y-%m}" for m in months[::every]])),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(format=".0%", tickCount=5), scale=alt.Scale(zero=True)),
            color=alt.Color("series:N", sort=names, legend=legend, scale=alt.Scale(domain=names, range=COLOURS[: len(names)])),
        )
        .properties(width=size[0] - 45, height=size[1], background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, labelFontSize=12, gridColor=GRID, domainColor=GRID, ticks=False, labelPadding=8
        )
        .configure_axisX(grid=False)
        .configure_legend(labelColor=INK, labelFontSize=13, padding=0, offset=14)
    )
    specification: dict[str, Any] = chart.to_dict()
    return specification


def _records(series: Sequence[Series], language: str) -> Iterator[dict[str, object]]:
    for line in series:
        for month, value in line.points:
            yield {"month": f"{month:%Y-%m}", "series": getattr(line.name, language), "value": value}


def _inline(svg: str) -> Markup:
    """Make a stand-alone drawing part of a page: no namespace, no fixed size, no font of its own."""
    head, tail = svg.split(">", 1)
    head = re.sub(r' (?:xmlns(?::xlink)?|version|width|height)="[^"]*"', "", head)
    # The drawing was made by our own library from escaped text, so it enters the page as it is.
    return Markup(head + ' role="img">' + re.sub(r' font-family="[^"]*"', "", tail))  # noqa: S704
