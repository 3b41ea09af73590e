"""Rows of a payment bill, line by line: the careful reader for bills with a line that is no good row.

A free text, which is dropped, may hold the separator or a line feed: such a row is mended. Whether a bill was
mended rightly its totals tell (bill.py).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import IO, TYPE_CHECKING

from sources.quarantine import EXCERPT_LENGTH, Fault
from sources.readers.lines import Line, lines
from sources.readers.rows import Row
from sources.vendors.bills import amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sources.readers.header import Header
    from sources.registry import Feed
    from sources.vendors.bills import BillFormat

_MOST_JOINED = 10
_TIME = re.compile(r"([0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[0-9 T:：]*)?")
_REPLACED = "\ufffd"


def bill_rows(stream: IO[bytes], cells: BillCells, first: int, size: int) -> Iterator[Row | Fault]:
    """The rows on `size` lines from line `first` on, counted from 0, with one text a delivered column."""
    pending: list[Line] = []
    for line in islice(lines(stream), first, first + size):
        if line.text is None:
            yield from _faults(pending)
            yield Fault(line.number, line.offset, "line_too_long", _decoded(line.start)[:EXCERPT_LENGTH])
            pending = []
            continue
        if not line.text.strip():
            continue
        alone = cells.of(_decoded(line.text))
        joined = None if alone or not pending else cells.of(_decoded(b" ".join(_texts([*pending, line]))))
        if alone or joined:
            yield from _faults(pending) if alone else ()
            yield Row((line if alone else pending[0]).number, alone or joined or ())
            pending = []
        else:
            pending.append(line)
        if len(pending) > _MOST_JOINED:
            yield from _faults(pending[:1])
            pending = pending[1:]
    yield from _faults(pending)


class BillCells:
    """Splits a line into the values of the delivered columns."""

    def __init__(self, feed: Feed, form: BillFormat, header: Header, names: Sequence[str]) -> None:
        """`names` are the columns as the bill's header writes them."""
        self._form = form
        self._names = header.columns
        self._types = [feed.column(name).type if name else None for name in header.columns]
        self._free = [place for place, name in enumerate(names) if name in form.free_text]

    def of(self, text: str) -> tuple[str, ...] | None:
        """The values, or None when the line is no row."""
        if not text.startswith(self._form.row_start) or (
            self._form.remark and text.startswith(self._form.remark)
        ):
            return None
        cells = text.removeprefix(self._form.row_start).split(self._form.separator)
        excess = len(cells) - len(self._names)
        if excess < 0:
            return None
        found = {self._kept(cells)} if not excess else set(self._mended(cells, excess))
        (kept,) = found if len(found) == 1 else (None,)
        # What stands for a damaged character would be taken for a value.
        return None if kept is None or any(_REPLACED in cell for cell in kept) else kept

    def _mended(self, cells: Sequence[str], excess: int) -> Iterator[tuple[str, ...]]:
        """Every way in which one free text can have held the separators that are too many."""
        for place in self._free:
            whole = self._form.separator.join(cells[place : place + excess + 1])
            mended = [*cells[:place], whole, *cells[place + excess + 1 :]]
            if all(map(_fits, mended, self._types)):
                yield self._kept(mended)

    def _kept(self, cells: Sequence[str]) -> tuple[str, ...]:
        return tuple(cell for cell, name in zip(cells, self._names, strict=True) if name)


def _fits(cell: str, kind: str | None) -> bool:
    cell = cell.strip()
    if kind == "time":
        return _TIME.fullmatch(cell) is not None
    return kind is None or not kind.startswith("money") or not cell or amount(cell) is not None


def _faults(pending: Sequence[Line]) -> Iterator[Fault]:
    for line in pending:
        yield Fault(line.number, line.offset, "ragged_row", _decoded(line.text or b"")[:EXCERPT_LENGTH])


def _texts(pending: Sequence[Line]) -> Iterator[bytes]:
    return (line.text or b"" for line in pending)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", errors="replace")
