"""Effects of unlike kinds on one line with its zero: what a page draws by its style, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.document import Canvas, Chart, Table
from reports.drawing.points import said
from reports.drawing.theme import BAD, GOOD, SOFT
from reports.experiments.interval import Axis, Span
from reports.words import NOTHING, Words

if TYPE_CHECKING:
    import altair as alt
    from altair.typing import ChartType

COLOURS = {"good": GOOD, "bad": BAD, "flat": SOFT, "void": SOFT}
MOST = 24  # lines of a picture


@dataclass(frozen=True)
class Mark:
    """A line of a forest: its name, what it came to, the effect as told, and where it lies."""

    name: Words
    answer: Words
    effect: Words
    between: Words
    tone: str
    span: Span


def forest(table: Table, marks: Sequence[Mark], line: Axis, named: Sequence[tuple[float, str]]) -> Chart:
    """The first marks of the table on a line that is theirs; amounts of the line are `named` by place."""

    def specify(canvas: Canvas) -> ChartType:
        import altair as alt

        room = 430 if canvas.is_wide else 180
        points = [_point(mark, place, line, canvas) for place, mark in enumerate(marks[:MOST])]
        base = alt.Chart(alt.InlineData(values=points)).encode(y=alt.Y("place:O", axis=_bare()))
        return alt.layer(_rule(line), *_spans(base, line), *_told(base, room), _ends(line, named)).properties(
            width=canvas.width - room - 40, height=alt.Step(46)
        )

    return Chart(table, specify)


def _bare() -> Any:  # noqa: ANN401  an axis of Altair
    import altair as alt

    return alt.Axis(title=None, labels=False, ticks=False, grid=False, domain=False)


def _across(field: str, line: Axis) -> Any:  # noqa: ANN401  a channel of Altair
    import altair as alt

    scale = alt.Scale(domain=[line.low, line.high], nice=False, clamp=True)
    return alt.X(f"{field}:Q", scale=scale, axis=_bare())


def _spans(base: alt.Chart, line: Axis) -> list[alt.Chart]:
    """Bars and dots in the colour of what they came to; what may not be read is dashed."""
    import altair as alt

    colours = alt.Scale(domain=[*COLOURS], range=[*COLOURS.values()])
    coloured = base.encode(color=alt.Color("tone:N", legend=None, scale=colours))
    across = {"x": _across("low", line), "x2": "high:Q"}
    whole = coloured.transform_filter("datum.tone !== 'void'").mark_rule(strokeWidth=4, opacity=0.5)
    dashed = coloured.transform_filter("datum.tone === 'void'").mark_rule(
        strokeWidth=4, opacity=0.5, strokeDash=[5, 4]
    )
    dots = coloured.mark_point(filled=True, size=90, opacity=1).encode(x=_across("middle", line))
    return [whole.encode(**across), dashed.encode(**across), dots]


def _told(base: alt.Chart, room: int) -> list[alt.Chart]:
    """Names, and below them what the effect is."""
    import altair as alt

    left = alt.value(-room)
    names = base.mark_text(align="left", limit=room - 16, dy=-9, fontWeight="bold")
    effects = base.mark_text(align="left", limit=room - 16, dy=9, color=SOFT)
    return [names.encode(x=left, text="name:N"), effects.encode(x=left, text="effect:N")]


def _rule(line: Axis) -> alt.Chart:
    """The upright where there is no effect."""
    import altair as alt

    zero = alt.Chart(alt.InlineData(values=[{"x": 0}]))
    drawn: alt.Chart = zero.mark_rule(color=SOFT).encode(x=_across("x", line))
    return drawn


def _ends(line: Axis, named: Sequence[tuple[float, str]]) -> alt.Chart:
    """The amounts that are named above the line."""
    import altair as alt

    ends = [{"at": line.low + (line.high - line.low) * at / 100, "told": text} for at, text in named]
    amounts = alt.Chart(alt.InlineData(values=ends)).mark_text(color=SOFT, baseline="bottom")
    drawn: alt.Chart = amounts.encode(x=_across("at", line), y=alt.value(-6), text="told:N")
    return drawn


def _point(mark: Mark, place: int, line: Axis, canvas: Canvas) -> dict[str, Any]:
    """A line in one language; a side without a bound runs to the end of the line."""
    span, is_ranged = mark.span, (mark.span.low, mark.span.high) != (None, None)
    asked = (mark.name, mark.answer, mark.effect, mark.between)
    name, answer, effect, within = (said(one, canvas.language) for one in asked)
    told = effect if mark.between == NOTHING else f"{effect} [{within}]"
    return {
        "place": place,
        "name": " ".join(name.split()),
        "effect": answer if mark.effect == NOTHING else f"{told} · {answer}",
        "tone": mark.tone if mark.tone in COLOURS else "flat",
        "middle": span.middle if span.middle is not None and line.low <= span.middle <= line.high else None,
        "low": (line.low if span.low is None else span.low) if is_ranged else None,
        "high": (line.high if span.high is None else span.high) if is_ranged else None,
    }
