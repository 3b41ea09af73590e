"""Numbers and dates as people read them, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple


class Words(NamedTuple):
    """One thing said in both languages."""

    zh: str
    en: str


def same(text: str) -> Words:
    """Words that read alike in both languages."""
    return Words(text, text)


def listed(said: Iterable[Words]) -> Words:
    """Several things one after another."""
    told = list(said)
    return Words("、".join(one.zh for one in told), ", ".join(one.en for one in told))


NOTHING = same("—")


def count(number: float) -> str:
    """A quantity with separators, and decimals only where there are any."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.2f}"


def money(fen: float, symbol: str) -> str:
    """An amount in whole currency units once it is large, to the cent while it is small."""
    amount = fen / 100
    digits = 0 if abs(amount) >= 1000 else 2
    return f"{'-' if amount < 0 else ''}{symbol}{abs(amount):,.{digits}f}"


def percent(share: float) -> str:
    """A share as per cent, one decimal."""
    return f"{share * 100:.1f}%"


def in_chinese(number: float) -> str:
    """A large quantity as Chinese readers count: in 万 (ten thousand) and 亿 (a hundred million)."""
    for unit, size in (("亿", 1e8), ("万", 1e4)):
        if abs(number) >= size:
            return f"{number / size:,.2f}{unit}"
    return count(number)


MINUTES_OF_DAY = 24 * 60
_SPANS = {"days": "天", "hours": "小时", "minutes": "分钟", "seconds": "秒"}


def value(number: float | None, unit: str, symbol: str) -> Words:
    """A figure in its unit."""
    if number is None:
        return NOTHING
    if unit == "ratio":
        return same(percent(number))
    if unit in ("fen", "cents"):
        return _amount(number, unit, symbol)
    if unit in _SPANS:
        return _span(number, unit)
    if unit in ("times", "number"):
        return same(f"{number:,.2f}")
    return Words(in_chinese(number), count(number))


def _amount(fen: float, unit: str, symbol: str) -> Words:
    """Money, rounded where it is large; told to the cent where it is to be worked out again."""
    if unit == "cents":
        return same(f"{'-' if fen < 0 else ''}{symbol}{abs(fen) / 100:,.2f}")
    return Words(_yuan(fen, symbol), money(fen, symbol))


def _span(number: float, unit: str) -> Words:
    """A span of time; minutes of more than two days are told in days."""
    if unit == "minutes" and number > 2 * MINUTES_OF_DAY:
        return _span(number / MINUTES_OF_DAY, "days")
    return Words(f"{number:,.1f} {_SPANS[unit]}", f"{number:,.1f} {unit}")


def _yuan(fen: float, symbol: str) -> str:
    """Money as Chinese readers count it once it is ten thousand; below that as everywhere."""
    if abs(fen) < 1e6:
        return money(fen, symbol)
    return f"{'-' if fen < 0 else ''}{symbol}{in_chinese(abs(fen) / 100)}"


def week(start: date) -> Words:
    """An ISO week by its first and last day."""
    end = start + timedelta(days=6)
    number = start.isocalendar()
    return Words(
        f"{number.year} 年第 {number.week} 周（{start:%m-%d} 至 {end:%m-%d}）",
        f"Week {number.week} of {number.year} ({start:%d %b} to {end:%d %b})",
    )


def month(start: date) -> Words:
    """A calendar month."""
    return Words(f"{start.year} 年 {start.month} 月", f"{start:%b %Y}")
