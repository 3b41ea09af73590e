"""How a figure moved against the period before, and whether that is good."""

from __future__ import annotations

from dataclasses import dataclass

from reports.words import Words


@dataclass(frozen=True)
class Change:
    """A movement in words, and its tone: good, bad or flat."""

    words: Words
    tone: str


_UNKNOWN = Change(Words("上期无可比值", "nothing to compare with"), "flat")
_SAME = Change(Words("与上期持平", "unchanged"), "flat")


def against(previous: float | None, current: float | None, unit: str, direction: str) -> Change | None:
    """Compare two values of one metric; None where the current one is missing and there is nothing to say."""
    if current is None:
        return None
    if previous is None or (unit != "ratio" and previous <= 0):
        return _UNKNOWN
    difference = current - previous
    amount = _points(difference) if unit == "ratio" else _relative(_moved(previous, current))
    if amount is None:
        return _SAME
    arrow = "▲" if difference > 0 else "▼"
    return Change(Words(f"{arrow} {amount.zh}", f"{arrow} {amount.en}"), _tone(difference, direction))


def fall(previous: float | None, current: float | None, direction: str) -> float | None:
    """How far a value fell as a share of the one before, so that values in any unit can be put in order.

    Below zero where it improved; where less is better, a rise is a fall.
    """
    if current is None or previous is None or previous <= 0:
        return None
    return _moved(previous, current) * (1 if direction == "down" else -1)


def _moved(previous: float, current: float) -> float:
    return (current - previous) / previous


def _points(difference: float) -> Words | None:
    shown = f"{abs(difference) * 100:.1f}"
    return None if shown == "0.0" else Words(f"{shown} 个百分点", f"{shown} pts")


def _relative(share: float) -> Words | None:
    shown = f"{abs(share) * 100:.1f}%"
    return None if shown == "0.0%" else Words(shown, shown)


def _tone(difference: float, direction: str) -> str:
    if direction not in {"up", "down"}:
        return "flat"
    return "good" if (difference > 0) == (direction == "up") else "bad"
