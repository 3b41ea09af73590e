"""CSV: records of targets go, or their cells are emptied; all other bytes stay."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sources.erasure.policy import MENTIONS, keeps_rows
from sources.erasure.rewriting.edit import Desk, Edited, Places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.registry import Column

_DELIMITERS = ",\t;|"
_MOST_LINES = 50
_HOMES = {"building_no"}


def edit_table(desk: Desk, data: bytes, encoding: str, places: Places) -> Edited:
    """The table without its targets."""
    table = _Table(desk, data, encoding.removesuffix("-sig"))
    edited = Edited(data)
    wanted = places.lines | places.doubtful
    for number, (first, last) in enumerate(table.records()):
        if not places.is_whole and first + 1 not in wanted and number not in places.records:
            continue
        table.edit(first, last, edited)
    if edited.is_changed:
        edited.data = table.joined()
    return edited


class _Table:
    def __init__(self, desk: Desk, data: bytes, encoding: str) -> None:
        self._desk = desk
        self._encoding = encoding
        self._lines: list[bytes | None] = list(data.split(b"\n"))
        self._has_quotes = b'"' in data
        head = self._decoded(0, 0).lstrip("\ufeff")
        self._delimiter, cells = self._header(head)
        self._columns = [desk.feed.column_for_header(cell) for cell in cells]
        self._mentions = MENTIONS.get(desk.feed.name, frozenset())
        self._keeps = keeps_rows(desk.feed)

    def records(self) -> Iterator[tuple[int, int]]:
        """First and last line of each record below the header, counted from 0; blank lines are none."""
        number, end = 1, len(self._lines)
        while number < end:
            line = self._lines[number] or b""
            if not line.strip():
                number += 1
                continue
            last = self._last_line(number) if self._has_quotes and line.count(b'"') % 2 else number
            yield number, last
            number = last + 1

    def _last_line(self, first: int) -> int:
        """Where a quote that was opened is closed; a quote that nothing closes belongs to its line alone."""
        for last in range(first + 1, min(first + _MOST_LINES, len(self._lines))):
            if (self._lines[last] or b"").count(b'"') % 2:
                return last
        return first

    def edit(self, first: int, last: int, edited: Edited) -> None:
        """Take a record out, or empty what names somebody, if it does."""
        text = self._decoded(first, last)
        cells = self._cells(text.removesuffix("\r"))
        if cells is None or len(cells) != len(self._columns):
            goes = self._desk.mentions_target(text)
            hits: list[int] = []
        else:
            hits = self._hits(cells)
            goes = not self._keeps and any(
                column.name not in self._mentions for i in hits if (column := self._columns[i])
            )
        if goes:
            self._lines[first : last + 1] = [None] * (last + 1 - first)
            edited.gone += 1
        elif hits and cells:
            ending = "\r" if text.endswith("\r") else ""
            self._put(first, last, self._emptied(cells, hits) + ending)
            edited.cleared += 1
        else:
            return
        edited.lines.add(first + 1)

    def joined(self) -> bytes:
        """The table as it is now."""
        return b"\n".join(line for line in self._lines if line is not None)

    def _hits(self, cells: list[str]) -> list[int]:
        told = {column.name: cell for column, cell in zip(self._columns, cells, strict=True) if column}
        return [
            i
            for i, column in enumerate(self._columns)
            if column and column.type == "identifier" and self._desk.names_target(column, cells[i], told)
        ]

    def _emptied(self, cells: list[str], hits: list[int]) -> str:
        kept = ["" if self._is_emptied(i, hits) else cell for i, cell in enumerate(cells)]
        target = io.StringIO()
        csv.writer(target, delimiter=self._delimiter, lineterminator="").writerow(kept)
        return target.getvalue()

    def _is_emptied(self, place: int, hits: list[int]) -> bool:
        """Of a row that stays, nothing stays that tells of a person, and nothing that nobody reads."""
        column: Column | None = self._columns[place]
        if not self._keeps:
            return place in hits
        return column is None or column.type == "identifier" or column.type in _HOMES

    def _put(self, first: int, last: int, text: str) -> None:
        self._lines[first] = text.encode(self._encoding, "surrogateescape")
        self._lines[first + 1 : last + 1] = [None] * (last - first)

    def _decoded(self, first: int, last: int) -> str:
        found = b"\n".join(line or b"" for line in self._lines[first : last + 1])
        return found.decode(self._encoding, "surrogateescape")

    def _cells(self, text: str) -> list[str] | None:
        try:
            return next(csv.reader([text], delimiter=self._delimiter, strict=True))
        except (csv.Error, StopIteration):
            return None

    def _header(self, line: str) -> tuple[str, list[str]]:
        found = []
        for delimiter in _DELIMITERS:
            cells = next(csv.reader([line.removesuffix("\r")], delimiter=delimiter), [])
            cells = [cell.strip(" \t\ufeff\u3000") for cell in cells]
            known = sum(self._desk.feed.column_for_header(cell) is not None for cell in cells)
            found.append((known, delimiter, cells))
        _, delimiter, cells = max(found, key=lambda each: each[0])
        return delimiter, cells
