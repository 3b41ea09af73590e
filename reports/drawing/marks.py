"""The few kinds of drawing that the pages need; each takes the rows of its table and nothing else."""

from __future__ import annotations

from statistics import mean
from typing import TYPE_CHECKING

from reports.document import Canvas, Chart, Column, Source, Table
from reports.drawing.points import in_order, letters, wrapped, yuan
from reports.drawing.points import points as points_of
from reports.drawing.scales import beyond, coloured, height, quantity, spread
from reports.drawing.theme import INK, PAPER, SERIES, SOFT

if TYPE_CHECKING:
    from altair.typing import ChartType


def lines(table: Table, x: str, y: Column, series: str | None = None, source: Source | None = None) -> Chart:
    """Values over time: a line for each value of `series`, with gaps where nothing is known."""
    names = in_order(table.rows, series) if series else []
    colours = SERIES[: max(len(names), 1)]

    def specify(canvas: Canvas) -> ChartType:
        import altair as alt

        points = points_of(
            table, canvas, {"x": x, "y": y.name, **({"series": series} if series else {})}, y.unit
        )
        shown = in_order(points, "x")
        every = -(-len(shown) // (13 if canvas.is_wide else 5)) or 1
        axis = alt.Axis(labelAngle=0, grid=False, values=shown[::every], title=None)
        base = alt.Chart(alt.InlineData(values=points)).encode(
            x=alt.X("x:O", sort=shown, axis=axis),
            y=quantity("y", y, canvas.language),
            **coloured(names, canvas.language),
        )
        drawn_lines = base.mark_line(strokeWidth=2, color=SERIES[0])
        dots = base.mark_point(filled=True, size=26, opacity=1, color=SERIES[0])
        return alt.layer(drawn_lines, dots).properties(width=canvas.width, height=height(canvas.width))

    return Chart(table, specify, list(zip(names, colours, strict=False)), source)


def bars(
    table: Table, category: str, value: Column, series: str | None = None, source: Source | None = None
) -> Chart:
    """A bar for each row's category, as long as its value; parts by `series` lie end to end."""
    names = in_order(table.rows, series) if series else []

    def specify(canvas: Canvas) -> ChartType:
        import altair as alt

        fields = {"category": category, "value": value.name, **({"series": series} if series else {})}
        points = points_of(table, canvas, fields, value.unit)
        is_wide = canvas.is_wide
        points = [{**one, "category": wrapped(one["category"], 26 if is_wide else 17)} for one in points]
        shown = in_order(points, "category")
        heights = [str(name).count("\n") + 1 for name in shown] or [1]
        room = min(240 if is_wide else 125, 20 + 8 * max((letters(name) for name in shown), default=0))
        base = alt.Chart(alt.InlineData(values=points)).encode(
            # A name of several lines begins at the middle of its bar, so it is lifted.
            y=alt.Y(
                "category:N",
                sort=shown,
                title=None,
                axis=alt.Axis(labelLimit=room, labelOffset=-7.5 * (mean(heights) - 1)),
            ),
            x=quantity("value", value, canvas.language, name=alt.X, ticks=5 if is_wide else 3).scale(
                beyond(points, 0.12 if is_wide else 0.5)
            ),
        )
        drawn_bars = base.mark_bar(color=SERIES[0], size=20).encode(**coloured(names, canvas.language))
        layers = [drawn_bars]
        if not series:
            told = base.encode(text="label:N")
            layers += [
                told.transform_filter("datum.value >= 0").mark_text(align="left", dx=5, color=INK),
                told.transform_filter("datum.value < 0").mark_text(align="right", dx=-5, color=INK),
            ]
        return alt.layer(*layers).properties(
            width=canvas.width - room - (50 if is_wide else 35),
            height=alt.Step(max(26, 16 * max(heights) + 8)),
        )

    return Chart(table, specify, list(zip(names, SERIES, strict=False)), source)


def grid(table: Table, x: str, y: str, value: Column, source: Source | None = None) -> Chart:
    """A field of cells, darker where the value is larger; each says its value."""

    def specify(canvas: Canvas) -> ChartType:
        import altair as alt

        points = points_of(table, canvas, {"x": x, "y": y, "value": value.name}, value.unit)
        is_wide = canvas.is_wide
        room = canvas.width - (140 if is_wide else 90)
        broad = room // max(len(in_order(points, "x")), 1) // 8 if is_wide else 40
        points = [{**one, "x": wrapped(one["x"], broad), "y": wrapped(one["y"], 18)} for one in points]
        across, down = in_order(points, "x"), in_order(points, "y")
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

    def specify(canvas: Canvas) -> ChartType:
        import altair as alt

        fields = {"x": x.name, "y": y.name, "size": size.name, "name": label}
        amounts = [name for name, column in (("x", x), ("y", y)) if column.unit == "fen"]
        points = points_of(table, canvas, fields, y.unit, amounts)
        base = alt.Chart(alt.InlineData(values=points)).encode(
            x=spread(points, "x", quantity("x", x, canvas.language, name=alt.X, title=True)),
            y=spread(points, "y", quantity("y", y, canvas.language, title=True)),
        )
        dots = base.mark_circle(color=SERIES[0], opacity=0.55).encode(
            size=alt.Size("size:Q", legend=None, scale=alt.Scale(range=[40, 700]))
        )
        names = base.mark_text(dy=-20, color=INK).encode(text="name:N")
        return alt.layer(dots, names).properties(width=canvas.width - 60, height=height(canvas.width) + 60)

    return Chart(table, specify, source=source)


def intervals(
    table: Table, name: str, value: Column, low: str, high: str, source: Source | None = None
) -> Chart:
    """Estimates with the span of their uncertainty, about a line at zero."""

    def specify(canvas: Canvas) -> ChartType:
        import altair as alt

        fields = {"name": name, "value": value.name, "low": low, "high": high}
        points = points_of(table, canvas, fields, value.unit)
        if value.unit == "fen":
            points = [{**point, **{end: yuan(point[end]) for end in ("low", "high")}} for point in points]
        shown = in_order(points, "name")
        base = alt.Chart(alt.InlineData(values=points)).encode(
            y=alt.Y(
                "name:N", sort=shown, title=None, axis=alt.Axis(labelLimit=220 if canvas.is_wide else 120)
            )
        )
        spans = base.mark_rule(strokeWidth=3, color=SERIES[0], opacity=0.5).encode(
            x=quantity("low", value, canvas.language, name=alt.X), x2="high:Q"
        )
        dots = base.mark_point(filled=True, size=60, color=SERIES[0], opacity=1).encode(
            x=quantity("value", value, canvas.language, name=alt.X)
        )
        zero = alt.Chart(alt.InlineData(values=[{"x": 0}])).mark_rule(color=SOFT).encode(x="x:Q")
        return alt.layer(zero, spans, dots).properties(
            width=canvas.width - (250 if canvas.is_wide else 140), height=alt.Step(30)
        )

    return Chart(table, specify, source=source)
