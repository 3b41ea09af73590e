"""Effects and what they lie between, as people read them: signed, in points, money or plain numbers."""

from __future__ import annotations

from reports.words import NOTHING, Words, money, percent, same

MINUS = "\N{MINUS SIGN}"
UNBOUNDED = "∞"


def level(amount: float | None, unit: str, symbol: str) -> Words:
    """A mean of one arm."""
    if amount is None:
        return NOTHING
    if unit == "share":
        return same(percent(amount))
    return same(money(amount, symbol).replace("-", MINUS) if unit == "fen" else _plain(amount))


def effect(amount: float | None, unit: str, symbol: str) -> Words:
    """A difference, with its sign and unit."""
    return NOTHING if amount is None else _unit(_signed(amount, unit, symbol), unit)


def size(amount: float, unit: str, symbol: str) -> Words:
    """How large a difference is, whichever its sign."""
    told = effect(abs(amount), unit, symbol)
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


def _signed(amount: float, unit: str, symbol: str) -> str:
    if unit == "share":
        return _sign(amount) + f"{abs(amount) * 100:.1f}"
    return _sign(amount) + (money(abs(amount), symbol) if unit == "fen" else _plain(abs(amount)))


def _sign(amount: float) -> str:
    return "" if amount == 0 else MINUS if amount < 0 else "+"


def _plain(amount: float) -> str:
    """Two decimals, and more where there would be nothing left."""
    return f"{amount:,.2f}" if not 0 < abs(amount) < 0.1 else f"{amount:.4f}"
