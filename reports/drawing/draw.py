"""From a chart to what a page holds and what lies beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from reports.document import NARROW, WIDE, Canvas, Chart
from reports.drawing.theme import VARIABLES, themed

_FINER = re.compile(r"(\d\.\d\d)\d+")
_COLOURS = re.compile("|".join(VARIABLES), re.IGNORECASE)


@dataclass(frozen=True)
class Drawn:
    """A chart in both languages, each for wide and for narrow pages."""

    zh: tuple[Markup, Markup]
    en: tuple[Markup, Markup]


def drawn(chart: Chart, symbol: str) -> Drawn:
    """The chart as parts of a page; amounts are marked with `symbol`."""

    def of(language: str) -> tuple[Markup, Markup]:
        return _svg(chart, Canvas(language, WIDE, symbol)), _svg(chart, Canvas(language, NARROW, symbol))

    return Drawn(zh=of("zh"), en=of("en"))


def picture(chart: Chart, language: str, symbol: str) -> bytes:
    """The chart as a PNG of twice a page's width, on white, for slides and mails."""
    import vl_convert

    specification = themed(chart.specify(Canvas(language, WIDE, symbol)), "#ffffff")
    image: bytes = vl_convert.vegalite_to_png(specification, scale=2)
    return image


def _svg(chart: Chart, canvas: Canvas) -> Markup:
    import vl_convert

    svg = vl_convert.vegalite_to_svg(themed(chart.specify(canvas), "transparent"))
    return _inline(svg, chart, canvas.language)


def _inline(svg: str, chart: Chart, language: str) -> Markup:
    """Make a stand-alone drawing part of a page: no namespace, no size or font, and the page's colours."""
    head, tail = svg.split(">", 1)
    head = re.sub(r' (?:xmlns(?::xlink)?|version|width|height)="[^"]*"', "", head)
    tail = re.sub(r"<[^>]*>", lambda tag: _plain(tag.group()), tail)
    tail = _COLOURS.sub(lambda found: VARIABLES[found.group().lower()], tail)
    title = chart.table.title.zh if language == "zh" else chart.table.title.en
    # What the drawing says was text to Vega, which escapes it; head and colours are our own.
    return Markup(head + ' role="img" aria-label="{}">').format(title) + Markup(tail)  # noqa: S704


def _plain(tag: str) -> str:
    """A tag without type and names of its own, its numbers as fine as an eye sees."""
    return _FINER.sub(r"\1", re.sub(r' (?:font-family|class|stroke-miterlimit)="[^"]*"', "", tag))
