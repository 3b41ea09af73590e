"""Workbooks: sheets whose header is found by its names, and their rows as texts.

The header stands within the first rows of a sheet; sheets without one are passed over. Cells become the texts
that a CSV would hold: numbers without the noise of floats, times as they read.
"""

from __future__ import annotations

import datetime as dt
import math
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

import openpyxl
from openpyxl.utils.datetime import from_excel

from sources.intake import DamagedFileError, chunks, open_unpacked
from sources.readers.header import Header, header_of
from sources.readers.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    from sources.registry import Feed

_CONTENT_TYPES = "[Content_Types].xml"
_ZIP_MAGIC = b"PK\x03\x04"
_IN_MEMORY_BYTES = 32 * 1024**2
_MAX_UNPACKED_BYTES = 512 * 1024**2
_HEADER_WITHIN = 30
_MAX_COLUMNS = 200
_MAX_TEXT = 4096
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
"""Days of a spreadsheet that are dates between 1954 and 2119."""
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}


@dataclass(frozen=True)
class _Sheet:
    """A sheet with a header."""

    number: int
    title: str
    header: Header
    header_row: int
    above: tuple[tuple[str, ...], ...]


class WorkbookRows:
    """Rows of all sheets that hold the feed.

    Raises:
        DamagedFileError: on construction: not to be read, too large, or none of its sheets fits.
    """

    def __init__(self, path: Path, feed: Feed) -> None:
        self._feed = feed
        self.broken: DamagedFileError | None = None
        try:
            self._file = _workbook_file(path)
            _guard(self._file)
            # Values as last computed, and rows as they come: a sheet never stands in memory whole.
            self._book = openpyxl.load_workbook(
                cast("BinaryIO", self._file), read_only=True, data_only=True, keep_links=False
            )
            self._sheets = list(self._find_sheets())
        except (DamagedFileError, MemoryError):
            raise
        except Exception as error:
            raise _damage(error) from error

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names of columns that the registry does not know, over all sheets."""
        return tuple(sorted({name for sheet in self._sheets for name in sheet.header.unknown}))

    def rows(self) -> Iterator[Row]:
        """One text a column of the feed; ends early, with `broken` set, when the file proves damaged."""
        try:
            if self._feed.family == "excel":
                yield from self._order_rows()
            else:
                for sheet in self._sheets:
                    for line, cells in self._cells(sheet):
                        yield Row(line, tuple(cells.get(column.name) for column in self._feed.columns))
        except Exception as error:  # noqa: BLE001 - whatever a parser makes of damaged bytes
            self.broken = _damage(error)

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()
        self._file.close()

    def _order_rows(self) -> Iterator[Row]:
        vendor = import_module(f"sources.vendors.{self._feed.module}")
        document = 0
        for sheet in self._sheets:
            activity = vendor.activity_of(sheet.above, sheet.title)
            last = document
            for line, order, cells in vendor.order_lines(self._cells(sheet), activity):
                last = document + order
                yield Row(line, tuple(cells.get(column.name) for column in self._feed.columns), last)
            document = last + 1

    def _find_sheets(self) -> Iterator[_Sheet]:
        found, fault = 0, DamagedFileError("missing_required_column")
        for number, sheet in enumerate(self._book.worksheets):
            rows = islice(_values(sheet), _HEADER_WITHIN)
            top = [[(_text(value, "text") or "").strip() for value in row] for row in rows]
            known = [sum(self._feed.column_for_header(cell) is not None for cell in row) for row in top]
            if max(known, default=0) < 2:
                continue
            best = known.index(max(known))
            try:
                header = header_of(self._feed, _without_blank_end(top[best]), "")
            except DamagedFileError as error:
                fault = error
                continue
            found += 1
            above = tuple(texts for row in top[:best] if (texts := tuple(filter(None, row))))
            yield _Sheet(number, sheet.title, header, best, above)
        if not found:
            raise fault

    def _cells(self, sheet: _Sheet) -> Iterator[tuple[int, dict[str, str | None]]]:
        columns = [self._feed.column(name) if name else None for name in sheet.header.columns]
        rows = _values(self._book.worksheets[sheet.number])
        for line, values in enumerate(islice(rows, sheet.header_row + 1, None), start=sheet.header_row + 2):
            texts = {
                column.name: _text(value, column.type)
                for value, column in zip(values, columns, strict=False)
                if column is not None
            }
            if any(texts.values()):
                yield line, texts


def is_workbook(path: Path) -> bool:
    """Whether the file, or the one file packed in it, is an archive that says it is a workbook."""
    try:
        with path.open("rb") as file:
            if _says_workbook(file):
                return True
        with open_unpacked(path) as stream:
            if stream.read(len(_ZIP_MAGIC)) != _ZIP_MAGIC:
                return False
        with _workbook_file(path) as unpacked:
            return _says_workbook(unpacked)
    except (DamagedFileError, OSError, EOFError, zlib.error):
        # Why it cannot be read its own reader tells.
        return False


def _says_workbook(file: IO[bytes]) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return _CONTENT_TYPES in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        return False


def _workbook_file(path: Path) -> IO[bytes]:
    """The workbook's bytes, unpacked where it was packed once more.

    Raises:
        DamagedFileError: the packing is damaged, or holds more than a workbook is.
    """
    file = path.open("rb")
    if _says_workbook(file):
        return file
    file.close()
    unpacked = cast("IO[bytes]", tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES))  # noqa: SIM115 - returned
    try:
        with open_unpacked(path) as stream:
            _copy(stream, unpacked)
    except BaseException:
        unpacked.close()
        raise
    return unpacked


def _copy(stream: IO[bytes], target: IO[bytes]) -> None:
    for chunk in chunks(stream):
        target.write(chunk)
        if target.tell() > _MAX_UNPACKED_BYTES:
            raise DamagedFileError("file_too_large")


def _guard(file: IO[bytes]) -> None:
    """Refuse what unpacks to more than a workbook holds; members never give more than they declare."""
    with zipfile.ZipFile(file) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MAX_UNPACKED_BYTES:
            raise DamagedFileError("file_too_large")
        if any(member.flag_bits & 1 for member in archive.infolist()):
            raise DamagedFileError("corrupt_archive")


def _damage(error: Exception) -> DamagedFileError:
    is_archive = isinstance(error, zipfile.BadZipFile | EOFError | RuntimeError)
    return DamagedFileError("corrupt_archive" if is_archive else "unsupported_format")


def _values(sheet: ReadOnlyWorksheet) -> Iterator[Sequence[Any]]:
    # What the sheet says of its own size is not always true, and rows beyond it would be lost.
    sheet.reset_dimensions()
    return sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True)  # type: ignore[misc]


def _text(value: Any, kind: str) -> str | None:  # noqa: ANN401 - any cell
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, kind)
    if isinstance(value, dt.datetime):
        return value.replace(microsecond=0).isoformat(sep=" ")
    if isinstance(value, dt.timedelta):
        return str(value)
    text = str(value).replace("\0", "")[:_MAX_TEXT]
    return None if text in _ERRORS else text


def _number(value: float, kind: str) -> str | None:
    if not math.isfinite(value):
        return None
    if kind in ("time", "date") and _FIRST_SERIAL < value < _LAST_SERIAL:
        return _text(from_excel(value), "text")
    if isinstance(value, int):
        return str(value)
    # Fifteen digits are what a spreadsheet knows of a number; the rest is the float's own.
    return f"{Decimal(f'{value:.15g}'):f}"


def _without_blank_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells
