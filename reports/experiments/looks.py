"""How an effect became known, look by look: estimate, confidence sequence, and the interval of the end.

Plain SVG made of numbers and days alone, once for wide and once for narrow pages; words stand beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

LEFT, RIGHT, TOP, BOTTOM = 62.0, 10.0, 10.0, 28.0
# The first looks know next to nothing; the drawing is as high as the later half of them needs, and some air.
AIR = 0.15


@dataclass(frozen=True)
class Look:
    """One look: what it is called below, the effect, and what it lay between."""

    label: str
    middle: float
    low: float | None
    high: float | None
    is_final: bool


@dataclass(frozen=True)
class Drawing:
    """A chart in both widths."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True)
class _Frame:
    width: float
    height: float
    count: int
    low: float
    high: float

    def x(self, place: float) -> float:
        return LEFT + (self.width - LEFT - RIGHT) * (place + 0.5) / self.count

    def y(self, amount: float) -> float:
        share = (max(self.low, min(self.high, amount)) - self.low) / (self.high - self.low)
        return TOP + (self.height - TOP - BOTTOM) * (1 - share)


def looks_over_time(looks: Sequence[Look], tell: Callable[[float], str]) -> Drawing | None:
    """Draw two looks or more; `tell` writes an amount at the axis."""
    if len(looks) < 2:
        return None
    later = looks[len(looks) // 2 :]
    ends = [end for look in later for end in (look.low, look.middle, look.high) if end is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    if low == high:
        return None
    air = (high - low) * AIR
    wide, narrow = (
        _Frame(width, height, len(looks), low - air, high + air) for width, height in ((970, 280), (330, 220))
    )
    return Drawing(_draw(looks, wide, tell, named=10), _draw(looks, narrow, tell, named=3))


def _draw(looks: Sequence[Look], frame: _Frame, tell: Callable[[float], str], named: int) -> Markup:
    points = [(frame.x(place), frame.y(look.middle)) for place, look in enumerate(looks)]
    pieces = [
        *_grid(frame, tell),
        *_days(looks, frame, named),
        Markup('<polygon class="sequence" points="{}"/>').format(_band(looks, frame)),
        Markup('<polyline class="estimate" points="{}"/>').format(_joined(points)),
        *(Markup('<circle class="estimate" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(*at) for at in points),
        *(_end(look, frame, place) for place, look in enumerate(looks) if look.is_final),
    ]
    return Markup('<svg viewBox="0 0 {:.0f} {:.0f}" role="img" class="looks">{}</svg>').format(
        frame.width, frame.height, Markup("").join(pieces)
    )


def _band(looks: Sequence[Look], frame: _Frame) -> str:
    """Between the bounds of the confidence sequence; the end has its own interval."""
    kept = [(place, look) for place, look in enumerate(looks) if not look.is_final]
    upper = [
        (frame.x(place), frame.y(frame.high if look.high is None else look.high)) for place, look in kept
    ]
    lower = [(frame.x(place), frame.y(frame.low if look.low is None else look.low)) for place, look in kept]
    return _joined([*upper, *reversed(lower)])


def _end(look: Look, frame: _Frame, place: int) -> Markup:
    """The interval of the end, which a fixed horizon gives."""
    low = frame.low if look.low is None else look.low
    high = frame.high if look.high is None else look.high
    return Markup(
        '<line class="end" x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>'
        '<circle class="end" cx="{x:.1f}" cy="{middle:.1f}" r="4.5"/>'
    ).format(x=frame.x(place), low=frame.y(low), high=frame.y(high), middle=frame.y(look.middle))


def _grid(frame: _Frame, tell: Callable[[float], str]) -> list[Markup]:
    step = _step((frame.high - frame.low) / 4)
    first, last = math.ceil(frame.low / step), math.floor(frame.high / step)
    return [
        Markup(
            '<line class="{kind}" x1="{left}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
            '<text x="{text}" y="{below:.1f}" text-anchor="end">{told}</text>'
        ).format(
            kind="grid" if at else "zero",
            left=LEFT,
            right=frame.width - RIGHT,
            y=frame.y(at * step),
            text=LEFT - 8,
            below=frame.y(at * step) + 4.5,
            told=tell(at * step),
        )
        for at in range(first, last + 1)
    ]


def _days(looks: Sequence[Look], frame: _Frame, named: int) -> list[Markup]:
    every = -(-len(looks) // named)
    return [
        Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(
            frame.x(place), frame.height - 6, look.label
        )
        for place, look in enumerate(looks)
        if (len(looks) - 1 - place) % every == 0
    ]


def _step(wanted: float) -> float:
    """The round number not above what is wanted: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(times * power for times in (1, 2, 5) if times * power <= wanted * 1.0001)


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
