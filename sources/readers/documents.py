"""Vendor documents: the bytes of one file go to the vendor's own module, rows of texts come back."""

from __future__ import annotations

from importlib import import_module
from itertools import chain, repeat
from typing import IO, TYPE_CHECKING

from sources.intake import whole
from sources.quarantine import EXCERPT_LENGTH, Fault
from sources.readers.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.registry import Feed
    from sources.vendors.documents import ParsedDocuments

MAX_LINE_BYTES = 32 * 1024**2
"""A whole day's tickets may stand on one line; more than this is no delivery."""


def document_rows(stream: IO[bytes], feed: Feed) -> Iterator[Row | Fault]:
    """Rows in order of appearance, with one text a column of the feed, then the documents refused.

    A row's number is its place among the rows of the file: a document has no lines.

    Raises:
        DamagedFileError: the file is too large to be held.
    """
    data, faults = _without_long_lines(whole(stream))
    parsed: ParsedDocuments = import_module(f"sources.vendors.{feed.documents}").parse(data)
    columns = [parsed.columns[column.name] for column in feed.columns]
    documents = chain.from_iterable(repeat(number, size) for number, size in enumerate(parsed.sizes))
    for number, (document, *texts) in enumerate(zip(documents, *columns, strict=True), start=1):
        yield Row(number, tuple(texts), document)
    yield from faults
    yield from parsed.faults


def _without_long_lines(data: bytes) -> tuple[bytes, list[Fault]]:
    """Lines that are too long become empty ones, so that the others keep their numbers."""
    if len(data) <= MAX_LINE_BYTES:
        return data, []
    faults, kept, offset = [], [], 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        is_long = len(line) > MAX_LINE_BYTES
        if is_long:
            start = line[:EXCERPT_LENGTH].decode("utf-8", errors="replace")
            faults.append(Fault(number, offset, "line_too_long", start))
        kept.append(b"" if is_long else line)
        offset += len(line) + 1
    return b"\n".join(kept), faults
