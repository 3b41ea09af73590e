"""Which columns a table delivers, in which encoding: decided by its header, then by its lines."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.intake import MAX_LINE_BYTES, DamagedFileError, open_unpacked
from sources.readers.lines import lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sources.intake import TextScan
    from sources.registry import Feed

_DELIMITERS = ",\t;|"
_NAME = re.compile(r"(?!.*\d{5})[\w .()（）/%-]{1,40}")
_OTHER_ENCODING = "gb18030"


@dataclass(frozen=True)
class Header:
    """The head of a table: one entry a delivered column, None where the registry does not know it."""

    delimiter: str
    columns: tuple[str | None, ...]
    unknown: tuple[str, ...]

    @property
    def present(self) -> tuple[str, ...]:
        """Registry names that the table delivers."""
        return tuple(column for column in self.columns if column)


def read_header(feed: Feed, scan: TextScan, encoding: str) -> Header:
    """The header of a CSV.

    Raises:
        DamagedFileError: a column is named twice, a required one is missing, or the line is no header.
    """
    if feed.family != "table":
        raise DamagedFileError("unsupported_format")
    delimiter, cells = _best_cells(feed, scan.first_line.decode(encoding))
    return header_of(feed, cells, delimiter)


def header_of(feed: Feed, cells: Sequence[str], delimiter: str) -> Header:
    """The header that these cells are.

    Raises:
        DamagedFileError: a column is named twice, or a required one is missing.
    """
    columns = [feed.column_for_header(cell) for cell in cells]
    names = [column.name for column in columns if column]
    if len(names) != len(set(names)):
        raise DamagedFileError("duplicate_column")
    missing = [column.name for column in feed.columns if column.required and column.name not in names]
    if missing:
        raise DamagedFileError("missing_required_column", ",".join(missing))
    unknown = [
        cell
        for cell, column in zip(cells, columns, strict=True)
        if column is None and cell not in feed.ignored
    ]
    return Header(
        delimiter, tuple(column.name if column else None for column in columns), safe_names(unknown)
    )


def safe_names(unknown: Iterable[str]) -> tuple[str, ...]:
    """Names of unknown columns, fit to be shown: what does not look like a name is only counted."""
    return tuple(name if _NAME.fullmatch(name) else f"#{i}" for i, name in enumerate(unknown, start=1))


def choose_encoding(feed: Feed, scan: TextScan, path: Path) -> str:
    """The encoding of a table, verified against what the feed declares.

    Raises:
        DamagedFileError: the file as a whole is in an encoding that the feed does not declare.
    """
    if scan.first_line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DamagedFileError("encoding_mismatch")
    if b"\0" in scan.first_line:
        raise DamagedFileError("unsupported_format")
    if len(scan.first_line) > MAX_LINE_BYTES:
        raise DamagedFileError("line_too_long")
    if scan.is_utf8:
        return "utf-8-sig" if scan.has_bom else "utf-8"
    in_utf8 = _known_cells(feed, scan.first_line, "utf-8")
    is_other = _known_cells(feed, scan.first_line, _OTHER_ENCODING) > in_utf8 or (
        not scan.has_bom and _lines_are_other(path)
    )
    if not is_other:
        return "utf-8-sig" if scan.has_bom else "utf-8"
    if _OTHER_ENCODING not in feed.encodings:
        raise DamagedFileError("encoding_mismatch")
    return _OTHER_ENCODING


def _lines_are_other(path: Path) -> bool:
    """Whether the lines are GB18030 as a whole rather than UTF-8 with a few damaged lines.

    GB18030 decodes almost anything, so it is believed only when most lines beyond ASCII are no UTF-8 and
    all of those are good GB18030, and when it is more than one line among others.
    """
    data = beyond_ascii = invalid = 0
    with open_unpacked(path) as stream:
        for line in lines(stream):
            data += line.number > 1
            if line.text is None or line.text.isascii():
                continue
            beyond_ascii += 1
            if not _decodes(line.text, "utf-8"):
                invalid += 1
                if not _decodes(line.text, _OTHER_ENCODING):
                    return False
    return invalid * 2 > beyond_ascii and (invalid > 1 or invalid >= data)


def _decodes(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _known_cells(feed: Feed, first_line: bytes, encoding: str) -> int:
    if not _decodes(first_line, encoding):
        return -1
    return _known(feed, _best_cells(feed, first_line.decode(encoding))[1])


def _best_cells(feed: Feed, line: str) -> tuple[str, list[str]]:
    """Delimiter and cells: the delimiter under which the registry knows most of them."""
    splits = [(d, _cells(line, d)) for d in _DELIMITERS]
    return max(splits, key=lambda split: _known(feed, split[1]))


def _cells(line: str, delimiter: str) -> list[str]:
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return [cell.strip(" \t\ufeff\u3000") for cell in cells]


def _known(feed: Feed, cells: list[str]) -> int:
    return sum(feed.column_for_header(cell) is not None for cell in cells)
