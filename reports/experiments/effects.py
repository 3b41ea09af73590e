"""Effects and what they lie between, as people read them: signed, in points, money or plain numbers."""

from __future__ import annotations

import re

from reports.words import NOTHING, Words, money, percent, same

MINUS = "\N{MINUS SIGN}"
UNBOUNDED = "∞"


def level(mean: float | None, unit: str, symbol: str) -> Words:
    """A mean of one arm."""
    if unit == "fen":
        return amount(mean, symbol)
    return NOTHING if mean is None else same(percent(mean) if unit == "share" else _plain(mean))


def effect(difference: float | None, unit: str, symbol: str) -> Words:
    """A difference, with its sign and unit."""
    return NOTHING if difference is None else _unit(_signed(difference, unit, symbol), unit)


def size(difference: float, unit: str, symbol: str) -> Words:
    """How large a difference is, whichever its sign."""
    told = effect(abs(difference), unit, symbol)
    return Words(told.zh.removeprefix("+"), told.en.removeprefix("+"))


def between(low: float | None, high: float | None, unit: str, symbol: str) -> Words:
    """An interval; a side without a bound is endless."""
    if low is None and high is None:
        return NOTHING
    left = MINUS + UNBOUNDED if low is None else _signed(low, unit, symbol)
    right = "+" + UNBOUNDED if high is None else _signed(high, unit, symbol)
    return _unit(Words(f"{left} 至 {right}", f"{left} to {right}"), unit)


def relative(share: float | None) -> Words:
    """A difference as part of the control's mean, or a return."""
    return NOTHING if share is None else same(_sign(share) + percent(abs(share)))


def relative_between(low: float | None, high: float | None) -> Words:
    """An interval of such."""
    if low is None and high is None:
        return NOTHING
    left = MINUS + UNBOUNDED if low is None else relative(low).en
    right = "+" + UNBOUNDED if high is None else relative(high).en
    return Words(f"{left} 至 {right}", f"{left} to {right}")


def share(part: float | None) -> Words:
    """A part of a whole."""
    return NOTHING if part is None else same(percent(part))


def beside(middle: Words, within: Words) -> Words:
    """An estimate with its interval, as far as both are known."""
    if NOTHING in (middle, within):
        return middle
    return Words(f"{middle.zh}（{within.zh}）", f"{middle.en} ({within.en})")


def amount(fen: float | None, symbol: str) -> Words:
    """Money, with a minus that is one."""
    return NOTHING if fen is None else same(money(fen, symbol).replace("-", MINUS))


def amount_between(low: float | None, high: float | None, symbol: str) -> Words:
    """An interval of money."""
    if low is None or high is None:
        return NOTHING
    left, right = amount(low, symbol).en, amount(high, symbol).en
    return Words(f"{left} 至 {right}", f"{left} to {right}")


def chance(p: float | None) -> Words:
    """A p-value, as far as its digits mean something."""
    if p is None:
        return NOTHING
    return same("p < 0.001" if p < 0.001 else f"p = {p:.3f}")


def confidence(alpha: float | None) -> str:
    """How sure an interval is."""
    return f"{(1 - (0.05 if alpha is None else alpha)) * 100:g}%"


def _unit(told: Words | str, unit: str) -> Words:
    words = same(told) if isinstance(told, str) else told
    return Words(f"{words.zh} 个百分点", f"{words.en} points") if unit == "share" else words


def _signed(difference: float, unit: str, symbol: str) -> str:
    told = level(abs(difference), unit, symbol).en.removesuffix("%")
    return (_sign(difference) if re.search("[1-9]", told) else "") + told


def _sign(number: float) -> str:
    return "" if number == 0 else MINUS if number < 0 else "+"


def _plain(number: float) -> str:
    """Two decimals, and more where there would be nothing left."""
    return f"{number:,.2f}" if not 0 < abs(number) < 0.1 else f"{number:.4f}"
