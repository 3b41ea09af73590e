"""Tables of a member's page: columns with a name in both languages, cells as words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reports import words
from reports.member.questions import Row
from reports.member.words import named
from reports.words import NOTHING, Words, same

Write = Callable[[Any], Words]


@dataclass(frozen=True)
class Cell:
    """What a cell says, and the member whom it names."""

    said: Words
    member: str | None = None
    is_below: bool = False


@dataclass(frozen=True)
class Column:
    """A column of rows: its name, how its values are written, whether they are numbers or days."""

    key: str
    name: Words
    write: Write
    is_number: bool = False
    is_day: bool = False


@dataclass(frozen=True)
class Table:
    """A titled table; `count` rows in all, of which the first stand in it."""

    key: str
    title: Words
    columns: Sequence[Column]
    rows: list[list[Cell]]
    count: int
    note: Words | None = None


def table(
    key: str,
    title: Words,
    rows: Sequence[Row],
    columns: Sequence[Column],
    most: int = 400,
    note: Words | None = None,
) -> Table:
    """Write rows by their columns; a column that says nothing in any row is left out."""
    kept = [column for column in columns if any(row.get(column.key) is not None for row in rows)]
    cells = [[_cell(column, row) for column in kept] for row in rows[:most]]
    return Table(key, title, kept, cells, len(rows), note)


def _cell(column: Column, row: Row) -> Cell:
    value = row.get(column.key)
    is_member = column.key in ("member", "from_member", "to_member") and value is not None
    is_below = isinstance(value, (int, float)) and not isinstance(value, bool) and value < 0
    return Cell(column.write(value), str(value) if is_member else None, is_below)


def text(key: str, zh: str, en: str) -> Column:
    """A column of what is published, as it is."""
    return Column(key, Words(zh, en), lambda value: NOTHING if value is None else same(str(value)))


def day(key: str, zh: str, en: str) -> Column:
    """A column of days; of instants, their day."""
    return Column(key, Words(zh, en), written_day, is_day=True)


def number(key: str, zh: str, en: str) -> Column:
    """A column of counts."""
    return Column(
        key,
        Words(zh, en),
        lambda value: NOTHING if value is None else same(words.count(value)),
        is_number=True,
    )


def money(key: str, zh: str, en: str, symbol: str) -> Column:
    """A column of amounts."""
    return Column(key, Words(zh, en), lambda value: words.value(value, "fen", symbol), is_number=True)


def choice(key: str, zh: str, en: str, names: dict[str, Words]) -> Column:
    """A column of a vocabulary."""
    return Column(key, Words(zh, en), lambda value: named(value, names))


def written_day(value: date | datetime | None) -> Words:
    """A day as it is written everywhere."""
    return NOTHING if value is None else same(f"{value:%Y-%m-%d}")
