"""CSV, record by record: the careful reader for what an engine cannot take as it lies.

Encodings other than UTF-8, damaged lines, ragged rows, broken quotes: each costs only its own record.
"""

from __future__ import annotations

import csv
from collections import deque
from itertools import islice
from typing import IO, TYPE_CHECKING

from sources.intake import MAX_LINE_BYTES
from sources.quarantine import EXCERPT_LENGTH, Fault
from sources.readers.lines import Line, lines
from sources.readers.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.readers.header import Header

MAX_RECORD_LINES = 50
"""A quoted cell over more lines than this is taken for a quote that was never closed."""


def csv_rows(stream: IO[bytes], header: Header, encoding: str) -> Iterator[Row | Fault]:
    """Records below the header: a row with one text a delivered column, or the fault that it has."""
    plain = encoding.removesuffix("-sig")
    reader = _Records(lines(stream), header.delimiter, plain)
    for line, record in islice(reader.records(), 1, None):
        if isinstance(record, Fault):
            yield record
        elif len(record) != len(header.columns):
            text = header.delimiter.join(record)[:EXCERPT_LENGTH]
            yield Fault(line.number, line.offset, "ragged_row", text)
        else:
            cells = zip(record, header.columns, strict=True)
            yield Row(line.number, tuple(cell for cell, name in cells if name))


class _Records:
    """Joins lines to records; a record that does not close gives its later lines back."""

    def __init__(self, source: Iterator[Line], delimiter: str, encoding: str) -> None:
        self._source = source
        self._returned: deque[Line] = deque()
        self._delimiter = delimiter
        self._encoding = encoding

    def records(self) -> Iterator[tuple[Line, list[str] | Fault]]:
        while (line := self._next()) is not None:
            if line.text is None or line.text.strip():
                yield line, self._record(line)

    def _next(self) -> Line | None:
        return self._returned.popleft() if self._returned else next(self._source, None)

    def _record(self, line: Line) -> list[str] | Fault:
        if line.text is None:
            return self._fault(line, "line_too_long")
        try:
            text = line.text.decode(self._encoding)
        except UnicodeDecodeError:
            return self._fault(line, "bad_encoding")
        if "\0" in text:
            return self._fault(line, "bad_encoding")
        return self._quoted(line, text) if '"' in text else text.split(self._delimiter)

    def _quoted(self, line: Line, text: str) -> list[str] | Fault:
        taken: list[Line] = []
        while len(text) <= MAX_LINE_BYTES and len(taken) < MAX_RECORD_LINES:
            try:
                return next(csv.reader([text], delimiter=self._delimiter, strict=True))
            except csv.Error as error:
                if "unexpected end of data" not in str(error):
                    break
            more = self._next()
            if more is None:
                break
            taken.append(more)
            if more.text is None:
                break
            text += "\n" + more.text.decode(self._encoding, errors="replace")
        self._returned.extendleft(reversed(taken))
        return self._fault(line, "broken_quotes")

    def _fault(self, line: Line, reason: str) -> Fault:
        start = (line.start if line.text is None else line.text)[: 4 * EXCERPT_LENGTH]
        text = start.decode(self._encoding, errors="replace")[:EXCERPT_LENGTH]
        return Fault(line.number, line.offset, reason, text)
