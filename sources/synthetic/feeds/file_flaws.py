"""Makers of damaged files: what stands in for the good one, or lies beside it."""

from __future__ import annotations

import csv
import hashlib
from typing import TYPE_CHECKING

from sources.synthetic.feeds.stream import FileFlaw
from sources.synthetic.formats import csv_cell, gzipped

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["EMPTY", "TRUNCATED", "UNKNOWN_COLUMN", "UTF16", "WRONG_ENCODING", "without_column"]


def _truncated(_header: tuple[str, ...], _lines: list[str], data: bytes) -> bytes:
    packed = gzipped(data)
    return packed[: len(packed) * 2 // 3]


def _empty(_header: tuple[str, ...], _lines: list[str], data: bytes) -> bytes:
    """Nothing but blanks; no two alike, or the second one would count as the first one delivered again."""
    return bytes(b" \t\n"[byte % 3] for byte in hashlib.sha256(data).digest())


def _utf16(_header: tuple[str, ...], _lines: list[str], data: bytes) -> bytes | None:
    try:
        return data.decode("utf-8").encode("utf-16")
    except UnicodeDecodeError:
        return None


def _gbk(_header: tuple[str, ...], lines: list[str], data: bytes) -> bytes | None:
    """GBK where UTF-8 is agreed; only text with Chinese in most of its lines shows the difference."""
    if sum(not line.isascii() for line in lines) < 2:
        return None
    return data.decode("utf-8-sig").encode("gb18030")


def _more_columns(header: tuple[str, ...], lines: list[str], _data: bytes) -> bytes:
    return (
        "\n".join([",".join(map(csv_cell, (*header, "备用"))), *(f"{line},0" for line in lines)]) + "\n"
    ).encode()


def without_column(column: str) -> FileFlaw:
    """The export after somebody hid a required column."""
    return FileFlaw("missing_column", "missing_required_column", _without(column))


def _without(column: str) -> Callable[[tuple[str, ...], list[str], bytes], bytes | None]:
    def make(header: tuple[str, ...], lines: list[str], _data: bytes) -> bytes | None:
        if column not in header:
            return None
        gone = header.index(column)
        rows = [list(header), *csv.reader(lines)]
        return (
            "\n".join(",".join(map(csv_cell, row[:gone] + row[gone + 1 :])) for row in rows) + "\n"
        ).encode()

    return make


TRUNCATED = FileFlaw("truncated_gzip", "truncated_archive", _truncated, place="instead", suffix=".gz")
EMPTY = FileFlaw("empty_file", "empty_file", _empty)
UTF16 = FileFlaw("utf16", "encoding_mismatch", _utf16)
WRONG_ENCODING = FileFlaw("wrong_encoding", "encoding_mismatch", _gbk)
UNKNOWN_COLUMN = FileFlaw("unknown_column", "", _more_columns, place="over")
