"""An interval on a line with its zero: bar, dot for the estimate, arrow ends where it runs off the line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from reports.words import Words

# The line ends at this many times the usual reach of its intervals; wilder ones end in an arrow.
REACH = 2.5
# Air beside the outermost end, and the least distance of two amounts written below, in parts of the line.
AIR, APART = 0.06, 22.0


@dataclass(frozen=True)
class Span:
    """What is drawn: estimate and bounds, in the line's own measure."""

    middle: float | None
    low: float | None
    high: float | None

    @property
    def known(self) -> list[float]:
        """Ends that are somewhere."""
        return [end for end in (self.middle, self.low, self.high) if end is not None]


@dataclass(frozen=True)
class Axis:
    """A line that holds zero."""

    low: float
    high: float

    def place(self, amount: float) -> float:
        """Where an amount stands, in per cent of the line; what lies beyond stands at its end."""
        share = (amount - self.low) / (self.high - self.low)
        return 100 * max(0.0, min(1.0, share))

    def named(self, tell: Callable[[float], str]) -> list[tuple[float, str]]:
        """Zero and the ends that are far enough from it, with their places."""
        zero = self.place(0)
        left = [(0.0, tell(self.low))] if zero > APART else []
        right = [(100.0, tell(self.high))] if zero < 100 - APART else []
        return [*left, (zero, "0"), *right]


def axis(spans: Iterable[Span], holding: Span | None = None, is_whole: bool = False) -> Axis | None:
    """One line for all, on which one or all stand whole; None where nothing can be drawn."""
    drawn = [span.known for span in spans if span.known]
    farthest = sorted(max(abs(end) for end in ends) for ends in drawn)
    if not farthest or not farthest[-1]:
        return None
    usual = farthest[(len(farthest) - 1) // 2] or farthest[-1]
    limit = (
        farthest[-1]
        if is_whole
        else max(usual * REACH, *(abs(end) for end in (holding.known if holding else [])), 0.0)
    )
    low = max(-limit, min(0.0, *(min(ends) for ends in drawn)))
    high = min(limit, max(0.0, *(max(ends) for ends in drawn)))
    air = (high - low) * AIR
    return Axis(low - air, high + air)


def bar(span: Span, line: Axis | None, tone: str, told: Words) -> Markup:
    """The interval on its line; empty where there is nothing to draw."""
    if line is None or span.middle is None:
        return Markup("")
    if span.low is None and span.high is None:
        return _alone(span.middle, line, tone, told)
    low = line.low if span.low is None else span.low
    high = line.high if span.high is None else span.high
    is_open = (span.low is None or low < line.low, span.high is None or high > line.high)
    is_there = line.low <= span.middle <= line.high
    return Markup(
        '<span class="span {tone}" role="img" aria-label="{zh} / {en}">{zero}'
        '<i class="bar{left}{right}" style="left:{at:.2f}%;width:{width:.2f}%"></i>{dot}</span>'
    ).format(
        tone=tone,
        zh=told.zh,
        en=told.en,
        zero=zero_line(line),
        left=" off-left" if is_open[0] else "",
        right=" off-right" if is_open[1] else "",
        at=line.place(low),
        width=line.place(high) - line.place(low),
        dot=dot(span.middle if is_there else None, line, "middle"),
    )


def _alone(middle: float, line: Axis, tone: str, told: Words) -> Markup:
    """An estimate of which nobody knows how sure it is."""
    shown = dot(middle if line.low <= middle <= line.high else None, line, "middle")
    return Markup('<span class="span {tone}" role="img" aria-label="{zh} / {en}">{zero}{dot}</span>').format(
        tone=tone, zh=told.zh, en=told.en, zero=zero_line(line), dot=shown
    )


def zero_line(line: Axis) -> Markup:
    """The upright where there is no effect."""
    return Markup('<i class="zero" style="left:{:.2f}%"></i>').format(line.place(0))


def dot(amount: float | None, line: Axis | None, kind: str) -> Markup:
    """A single amount on the line."""
    if amount is None or line is None:
        return Markup("")
    return Markup('<i class="dot {kind}" style="left:{at:.2f}%"></i>').format(
        kind=kind, at=line.place(amount)
    )
