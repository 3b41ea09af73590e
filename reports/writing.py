"""Templates: read and compiled once, with the few words and drawings that they may ask for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.change import against
from reports.document import Chart, Value
from reports.drawing.draw import Drawn, drawn
from reports.drawing.theme import VARIABLES
from reports.exporting.beside import csv_path, picture_path, workbook_path
from reports.formats import NUMERIC, shown, sort_key
from reports.heat import arranged
from reports.sparkline import sparkline
from reports.vocabulary.feeds import feed_name
from reports.vocabulary.reasons import reason
from reports.words import Words, same

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, symbol: str = "", /, **context: object) -> str:
    """A page out of its template; amounts are marked with `symbol`."""

    def in_currency(value: Value, unit: str) -> Words:
        return shown(value, unit, symbol)

    def drawing(chart: Chart) -> Drawn:
        return drawn(chart, symbol)

    return _environment().get_template(template).render(shown=in_currency, drawing_of=drawing, **context)


def as_words(name: Words | str) -> Words:
    """A name that may be one text for both languages."""
    return name if isinstance(name, Words) else same(str(name))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "against": against, "arranged": arranged, "as_words": as_words, "csv_path": csv_path,
        "feed_name": feed_name,
        "kind_of": lambda block: type(block).__name__, "numeric": NUMERIC, "picture_path": picture_path,
        "reason": reason, "sort_key": sort_key, "sparkline": sparkline, "variables": VARIABLES,
        "workbook_path": workbook_path,
    }  # fmt: skip
    return environment
