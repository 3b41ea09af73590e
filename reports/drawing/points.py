"""From the rows of a table to the plain points of a drawing, in one language."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from reports.document import Canvas, Cell, Row, Table
from reports.formats import shown
from reports.words import Words


def said(value: object, language: str) -> Any:  # noqa: ANN401  whatever it was
    """A value in a language, also one that stands in a cell of its own; what is no pair of words stays."""
    if isinstance(value, Cell):
        return said(value.value, language)
    return (value.zh if language == "zh" else value.en) if isinstance(value, Words) else value


def wrapped(text: object, letters: int) -> str:
    """A name over several lines; Chinese has no spaces and is cut by its letters, which are twice as wide."""
    told = str(text)
    is_chinese = any(one >= "\u2e80" for one in told)
    return "\n".join(textwrap.wrap(told, max(letters // 2, 3) if is_chinese else letters))


def points(
    table: Table, canvas: Canvas, fields: Mapping[str, str], unit: str, amounts: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """The rows as plain data: words in one language, money in whole units, a label of the value.

    `amounts` are the fields that hold money; without, the value is where the unit says so.
    """
    if amounts is None:
        amounts = ("value", "y") if unit == "fen" else ()
    found = []
    for row in table.rows:
        point = {name: _plain(said(row.get(column), canvas.language)) for name, column in fields.items()}
        told = next((point[name] for name in ("value", "y", "size") if name in point), None)
        point["label"] = "" if told is None else said(shown(told, unit, canvas.symbol), canvas.language)
        found.append(point | {name: yuan(point[name]) for name in amounts if name in point})
    return found


def letters(name: object) -> int:
    """How broad the longest line of a name is; a Chinese letter is two."""
    return max(sum(2 if one >= "\u2e80" else 1 for one in line) for line in str(name).split("\n"))


def yuan(fen: float | None) -> float | None:
    """An amount in whole units of its currency."""
    return None if fen is None else fen / 100


def in_order(rows: Sequence[Row], name: str | None) -> list[Any]:
    """Distinct values as they first come."""
    return list(dict.fromkeys(row[name] for row in rows)) if name else []


def _plain(value: object) -> Any:  # noqa: ANN401  what JSON knows
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
