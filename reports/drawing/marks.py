"""The few kinds of drawing that the pages need; each takes the rows of its table and nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reports.document import Cell, Chart, Column, Row, Source, Table
from reports.drawing.theme import INK, PAPER, SERIES, SOFT, WIDE
from reports.formats import shown
from reports.words import Words

if TYPE_CHECKING:
    from altair.typing import ChartType

AXES = {"ratio": ".0%", "count": "~s", "fen": "~s"}


def said(value: object, language: str) -> Any:  # noqa: ANN401  whatever it was
    """A value in a language, also one that stands in a cell of its own; what is no pair of words stays."""
    if isinstance(value, Cell):
        return said(value.value, language)
    return (value.zh if language == "zh" else value.en) if isinstance(value, Words) else value


def wrapped(text: object, letters: int) -> str:
    """A name over several lines; Chinese has no spaces and is cut by its letters, which are twice as wide."""
    told = str(text)
    return "\n".join(textwrap.wrap(told, letters if told.isascii() else max(letters // 2, 3)))


def lines(table: Table, x: str, y: Column, series: str | None = None, source: Source | None = None) -> Chart:
    """Values over time: a line for each value of `series`, with gaps where nothing is known."""
    names = _in_order(table.rows, series) if series else []
    colours = SERIES[: max(len(names), 1)]

    def specify(language: str, width: int) -> ChartType:
        import altair as alt

        points = _points(
            table, language, {"x": x, "y": y.name, **({"series": series} if series else {})}, y.unit
        )
        shown = _in_order(points, "x")
        every = -(-len(shown) // (13 if width >= WIDE else 5)) or 1
        axis = alt.Axis(labelAngle=0, grid=False, values=shown[::every], title=None)
        base = alt.Chart(alt.InlineData(values=points)).encode(
            x=alt.X("x:O", sort=shown, axis=axis), y=_quantity("y", y, language), **_coloured(names, language)
        )
        drawn_lines = base.mark_line(strokeWidth=2, color=SERIES[0])
        dots = base.mark_point(filled=True, size=26, opacity=1, color=SERIES[0])
        return alt.layer(drawn_lines, dots).properties(width=width, height=_height(width))

    return Chart(table, specify, list(zip(names, colours, strict=False)), source)


def bars(
    table: Table, category: str, value: Column, series: str | None = None, source: Source | None = None
) -> Chart:
    """A bar for each row's category, as long as its value; parts by `series` lie end to end."""
    names = _in_order(table.rows, series) if series else []

    def specify(language: str, width: int) -> ChartType:
        import altair as alt

        fields = {"category": category, "value": value.name, **({"series": series} if series else {})}
        points = _points(table, language, fields, value.unit)
        is_wide = width >= WIDE
        points = [{**one, "category": wrapped(one["category"], 36 if is_wide else 16)} for one in points]
        shown = _in_order(points, "category")
        is_tall = any("\n" in str(name) for name in shown)
        room = min(240 if is_wide else 115, 20 + 8 * max((_letters(name) for name in shown), default=0))
        base = alt.Chart(alt.InlineData(values=points)).encode(
            y=alt.Y("category:N", sort=shown, title=None, axis=alt.Axis(labelLimit=room)),
            x=_quantity("value", value, language, name=alt.X).scale(_beyond(points)),
        )
        drawn_bars = base.mark_bar(color=SERIES[0]).encode(**_coloured(names, language))
        layers = [drawn_bars]
        if not series:
            told = base.encode(text="label:N")
            layers += [
                told.transform_filter("datum.value >= 0").mark_text(align="left", dx=5, color=INK),
                told.transform_filter("datum.value < 0").mark_text(align="right", dx=-5, color=INK),
            ]
        return alt.layer(*layers).properties(
            width=width - room - (50 if is_wide else 35), height=alt.Step(38 if is_tall else 26)
        )

    return Chart(table, specify, list(zip(names, SERIES, strict=False)), source)


def grid(table: Table, x: str, y: str, value: Column, source: Source | None = None) -> Chart:
    """A field of cells, darker where the value is larger; each says its value."""

    def specify(language: str, width: int) -> ChartType:
        import altair as alt

        points = _points(table, language, {"x": x, "y": y, "value": value.name}, value.unit)
        is_wide = width >= WIDE
        room = width - (140 if is_wide else 90)
        letters = room // max(len(_in_order(points, "x")), 1) // 8 if is_wide else 40
        points = [{**one, "x": wrapped(one["x"], letters), "y": wrapped(one["y"], 18)} for one in points]
        across, down = _in_order(points, "x"), _in_order(points, "y")
        known = [point["value"] for point in points if point["value"] is not None]
        strength = alt.Scale(domain=[0, max(known, default=1) or 1], range=[0.06, 1])
        base = alt.Chart(alt.InlineData(values=points)).encode(
            x=alt.X(
                "x:N", sort=across, title=None, axis=alt.Axis(labelAngle=0 if is_wide else -60, domain=False)
            ),
            y=alt.Y("y:N", sort=down, title=None, axis=alt.Axis(domain=False)),
        )
        cells = base.mark_rect(color=SERIES[0], cornerRadius=2).encode(
            fillOpacity=alt.FillOpacity("value:Q", scale=strength, legend=None)
        )
        is_dark = alt.datum.value > 0.55 * max(known, default=1)
        told = base.mark_text(fontSize=13 if is_wide else 10).encode(
            text="label:N", color=alt.condition(is_dark, alt.value(PAPER), alt.value(INK))
        )
        return alt.layer(cells, told).properties(width=room, height=alt.Step(34))

    return Chart(table, specify, source=source)


def bubbles(
    table: Table, x: Column, y: Column, size: Column, label: str, source: Source | None = None
) -> Chart:
    """Points by two quantities, as large as a third, each with its name."""

    def specify(language: str, width: int) -> ChartType:
        import altair as alt

        fields = {"x": x.name, "y": y.name, "size": size.name, "name": label}
        base = alt.Chart(alt.InlineData(values=_points(table, language, fields, size.unit))).encode(
            x=_quantity("x", x, language, name=alt.X, title=True), y=_quantity("y", y, language, title=True)
        )
        dots = base.mark_circle(color=SERIES[0], opacity=0.55).encode(
            size=alt.Size("size:Q", legend=None, scale=alt.Scale(range=[40, 1600]))
        )
        names = base.mark_text(dy=-14, color=INK).encode(text="name:N")
        return alt.layer(dots, names).properties(width=width - 60, height=_height(width) + 60)

    return Chart(table, specify, source=source)


def intervals(
    table: Table, name: str, value: Column, low: str, high: str, source: Source | None = None
) -> Chart:
    """Estimates with the span of their uncertainty, about a line at zero."""

    def specify(language: str, width: int) -> ChartType:
        import altair as alt

        fields = {"name": name, "value": value.name, "low": low, "high": high}
        points = _points(table, language, fields, value.unit)
        if value.unit == "fen":
            points = [{**point, **{end: _yuan(point[end]) for end in ("low", "high")}} for point in points]
        shown = _in_order(points, "name")
        base = alt.Chart(alt.InlineData(values=points)).encode(
            y=alt.Y("name:N", sort=shown, title=None, axis=alt.Axis(labelLimit=220 if width >= WIDE else 120))
        )
        spans = base.mark_rule(strokeWidth=3, color=SERIES[0], opacity=0.5).encode(
            x=_quantity("low", value, language, name=alt.X), x2="high:Q"
        )
        dots = base.mark_point(filled=True, size=60, color=SERIES[0], opacity=1).encode(
            x=_quantity("value", value, language, name=alt.X)
        )
        zero = alt.Chart(alt.InlineData(values=[{"x": 0}])).mark_rule(color=SOFT).encode(x="x:Q")
        return alt.layer(zero, spans, dots).properties(
            width=width - (250 if width >= WIDE else 140), height=alt.Step(30)
        )

    return Chart(table, specify, source=source)


def _points(table: Table, language: str, fields: dict[str, str], unit: str) -> list[dict[str, Any]]:
    """The rows as plain data: words in one language, money in whole units, a label of the value."""
    points = []
    for row in table.rows:
        point = {name: _plain(said(row.get(column), language)) for name, column in fields.items()}
        told = next((point[name] for name in ("value", "y", "size") if name in point), None)
        point["label"] = "" if told is None else said(shown(told, unit, "¥"), language)
        if unit == "fen":
            point |= {name: _yuan(point[name]) for name in ("value", "y") if name in point}
        points.append(point)
    return points


def _plain(value: object) -> Any:  # noqa: ANN401  what JSON knows
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _letters(name: object) -> int:
    """How broad the longest line of a name is; a Chinese letter is two."""
    return max(sum(1 if one.isascii() else 2 for one in line) for line in str(name).split("\n"))


def _beyond(points: Sequence[Row]) -> Any:  # noqa: ANN401  a scale, or none of its own
    """Room for the labels of bars that go below zero; others begin there."""
    import altair as alt

    known = [float(point["value"]) for point in points if point["value"] is not None]
    if min(known, default=0.0) >= 0:
        return alt.Undefined
    reach = 0.12 * (max(known, default=0.0) - min(known))
    return alt.Scale(domain=[min(known) - reach, max(0.0, *known) + reach], nice=False)


def _yuan(fen: float | None) -> float | None:
    return None if fen is None else fen / 100


def _quantity(
    field: str, column: Column, language: str, name: Callable[..., Any] | None = None, *, title: bool = False
) -> Any:  # noqa: ANN401  a channel of whichever kind was asked for
    import altair as alt

    axis = alt.Axis(format=AXES.get(column.unit, "~g"), tickCount=5, domain=False)
    return (name or alt.Y)(f"{field}:Q", title=said(column.label, language) if title else None, axis=axis)


def _coloured(names: Sequence[Any], language: str) -> dict[str, Any]:
    """Colour by series, in the order that the legend names them."""
    import altair as alt

    if not names:
        return {}
    scale = alt.Scale(domain=[said(name, language) for name in names], range=SERIES[: len(names)])
    return {"color": alt.Color("series:N", legend=None, scale=scale)}


def _in_order(rows: Sequence[Row], name: str | None) -> list[Any]:
    """Distinct values as they first come."""
    return list(dict.fromkeys(row[name] for row in rows)) if name else []


def _height(width: int) -> int:
    return 280 if width >= WIDE else 220
