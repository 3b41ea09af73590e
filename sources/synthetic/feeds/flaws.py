"""Makers of dirty rows: a good line goes in, the dirty one comes out. For tables and JSON alike.

Reason codes are those of ingestion (casting.py, readers/); an empty one means that the row is legal.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sources.synthetic.feeds.stream import Flaw
from sources.synthetic.formats import csv_cell

Change = str | None | Callable[[str], str | None]
Maker = Callable[[str, tuple[str, ...]], str | None]

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def wrong(kind: str, reason: str, column: str, value: Change) -> Flaw:
    """An added row with one value that is refused."""
    return Flaw(kind, reason, changed(column, value))


def legal(kind: str, column: str, value: Callable[[str], str | None]) -> Flaw:
    """A row whose value is written oddly, and kept."""
    return Flaw(kind, "", changed(column, value), in_place=True)


def changed(column: str, value: Change) -> Maker:
    """A maker that changes one cell, or one key at the end of a dotted path; None where there is nothing."""

    def make(line: str, header: tuple[str, ...]) -> str | None:
        if line.startswith("{"):
            return _changed_json(line, column.split("."), value)
        return _changed_cells(line, header, column, value)

    return make


def _changed_cells(line: str, header: tuple[str, ...], column: str, value: Change) -> str | None:
    if column not in header:
        return None
    cells = next(csv.reader([line]))
    index = header.index(column)
    if callable(value) and not cells[index]:
        return None
    new = value(cells[index]) if callable(value) else (value or "")
    if new is None:
        return None
    cells[index] = new
    return ",".join(map(csv_cell, cells))


def _changed_json(line: str, path: list[str], value: Change) -> str | None:
    document: Any = json.loads(line)
    node = document
    for step in path[:-1]:
        node = node[int(step)] if isinstance(node, list) else node.get(step)
        if not node:
            return None
    if path[-1] not in node:
        return None
    old = node[path[-1]]
    if callable(value):
        if old in {None, ""}:
            return None
        node[path[-1]] = value(str(old))
    elif value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def both(first: Maker, second: Maker) -> Maker:
    """A maker that does two things to a line, or nothing."""

    def make(line: str, header: tuple[str, ...]) -> str | None:
        made = first(line, header)
        return None if made is None else second(made, header)

    return make


def unless(first: Maker, column: str, value: str) -> Maker:
    """A maker that leaves rows of a table alone in which a column has this value."""

    def make(line: str, header: tuple[str, ...]) -> str | None:
        cells = next(csv.reader([line]))
        return None if column in header and cells[header.index(column)] == value else first(line, header)

    return make


def cut(line: str, _header: tuple[str, ...]) -> str:
    """The line as a connection that broke leaves it."""
    return line[: max(2, len(line) * 2 // 3)]


def again(line: str, _header: tuple[str, ...]) -> str:
    """The same line once more."""
    return line


def longer(line: str, _header: tuple[str, ...]) -> str:
    """A row with one cell too many."""
    return line + ",1"


def instead(text: str) -> Maker:
    """A maker that forgets the line and gives a text of its own."""
    return lambda _line, _header: text


def masked(phone: str) -> str | None:
    """A phone as a cautious system shows it."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else None


def international(phone: str) -> str | None:
    """A phone with its country code."""
    return f"+86 {phone}" if len(phone) == 11 else None


def wide(text: str) -> str:
    """Digits as a Chinese keyboard in full-width mode types them."""
    return text.translate(_WIDE)


def skewed(moment: str) -> str | None:
    """A time by a clock that is seven minutes slow; none that would become the day before."""
    if moment[11:13] == "00":
        return None
    return str(datetime.fromisoformat(moment) - timedelta(minutes=7))


def spaced(text: str) -> str:
    """The text with spaces behind it."""
    return f"{text}  "


RAGGED = Flaw("ragged_row", "ragged_row", longer)
TWICE_IN_FILE = Flaw("row_twice_in_file", "duplicate_key", again)
BAD_JSON = Flaw("bad_json_line", "bad_json", cut)
BROKEN_XML = Flaw("broken_xml", "malformed_xml", cut)
UNKNOWN_SHAPE = Flaw("unknown_shape", "unknown_shape", instead('{"hello":"world","errcode":0}'))
ERROR_RESPONSE = Flaw(
    "error_response",
    "error_response",
    instead('{"errcode":45009,"errmsg":"reach max api daily quota limit"}'),
)


def dates(column: str, fault: str = "date_out_of_range") -> tuple[Flaw, ...]:
    """Days of clocks that were never set, and of those set too far."""
    return (
        wrong("year_1970", fault, column, "1970-01-01 08:00:00"),
        wrong("year_2999", fault, column, "2999-12-31 23:59:59"),
        wrong("no_date", "invalid_time", column, "2026-02-30 10:00:00"),
    )


def day_dates(column: str) -> tuple[Flaw, ...]:
    """The same for columns that hold a day."""
    return (
        wrong("year_1970", "date_out_of_range", column, "1970-01-01"),
        wrong("year_2999", "date_out_of_range", column, "2999-12-31"),
        wrong("no_date", "invalid_date", column, "2026-02-30"),
    )


def phones(column: str) -> tuple[Flaw, ...]:
    """The ways in which a phone is written; a masked one identifies nobody, and its row stays."""
    return (
        legal("masked_phone", column, masked),
        legal("phone_with_country_code", column, international),
        legal("full_width_digits", column, wide),
        legal("trailing_spaces", column, spaced),
    )
