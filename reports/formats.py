"""A value as a page shows it, by its unit; the one place where units become words."""

from __future__ import annotations

from datetime import date

from reports import words
from reports.document import Value
from reports.words import NOTHING, Words, same

NUMERIC = frozenset(
    {"count", "ratio", "fen", "cents", "times", "number", "days", "hours", "minutes", "seconds", "index"}
)


def shown(value: Value, unit: str, symbol: str) -> Words:
    """The value in both languages; nothing is a dash."""
    if value is None:
        return NOTHING
    if isinstance(value, Words):
        return value
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    if isinstance(value, date):
        return _day(value, unit)
    if isinstance(value, str):
        return same(value)
    return words.value(float(value), unit, symbol)


def sort_key(value: Value) -> str:
    """What a table sorts a cell by; empty where there is no value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Words):
        return value.zh
    return value.isoformat() if isinstance(value, date) else str(value)


def _day(day: date, unit: str) -> Words:
    if unit == "week":
        return words.week(day)
    return words.month(day) if unit == "month" else same(day.isoformat()[:10])
