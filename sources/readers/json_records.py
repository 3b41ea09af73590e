"""JSON of a table feed: the same keys as the CSV's header, as JSON Lines, as an array, or as one object."""

from __future__ import annotations

import json
import re
from typing import IO, TYPE_CHECKING, Any

from sources.intake import MAX_LINE_BYTES, whole
from sources.json_values import Broken, Places, json_values
from sources.quarantine import EXCERPT_LENGTH, Fault
from sources.readers.lines import Line, lines
from sources.readers.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.registry import Feed

_DECODER = json.JSONDecoder(
    # Numbers stay as they are written: a float would change amounts and long ids.
    parse_float=str,
    parse_int=str,
    # NaN is no value; like anything nested, it makes its record unfit.
    parse_constant=lambda _: [],
)
_NEXT_RECORD = re.compile(r"^[\s,\[]*\{", re.MULTILINE)
_BAD_BYTES = re.compile("[\udc80-\udcff]")


def holds_lines(first_line: bytes) -> bool:
    """Whether the file is JSON Lines: its first line is a whole object."""
    try:
        return isinstance(_DECODER.decode(first_line.decode("utf-8-sig").strip()), dict)
    except (ValueError, RecursionError):
        return False


def line_rows(stream: IO[bytes], feed: Feed, unknown: set[str]) -> Iterator[Row | Fault]:
    """One row a line, with one text a column of the feed; unknown keys go to `unknown`."""
    for line in lines(stream):
        if line.text is None:
            yield _fault(line, "line_too_long")
        elif line.text.strip(b" \t\r\xef\xbb\xbf"):
            yield _row_of_line(line, line.text, feed, unknown)


def value_rows(stream: IO[bytes], feed: Feed, unknown: set[str]) -> Iterator[Row | Fault]:
    """One row an object, wherever its lines end; a row's line is the one on which its object begins."""
    # Bad bytes become characters that no good text holds, and turn back into themselves.
    text = whole(stream).decode("utf-8", "surrogateescape")
    mark = text.startswith("\ufeff")
    places = Places(text, "utf-8", "surrogateescape")
    for start, end, record in json_values(" " * mark + text[mark:], _DECODER, _NEXT_RECORD):
        line, offset = places.of(start)
        texts = None if isinstance(record, Broken) else _texts(record, feed, unknown)
        reason = _reason(text, start, end, record)
        if texts is None or reason:
            excerpt = text[start : min(end, start + EXCERPT_LENGTH)].encode("utf-8", "replace").decode()
            yield Fault(line, offset, reason or "bad_json", excerpt)
        else:
            yield Row(line, texts)


def _reason(text: str, start: int, end: int, record: object) -> str | None:
    """Why a record is refused, whatever is in it."""
    if _BAD_BYTES.search(text, start, end):
        return "bad_encoding"
    if isinstance(record, Broken):
        return "truncated_array" if start == end else "bad_json"
    return "line_too_long" if end - start > MAX_LINE_BYTES else None


def _row_of_line(line: Line, data: bytes, feed: Feed, unknown: set[str]) -> Row | Fault:
    try:
        record = _DECODER.decode(data.decode("utf-8-sig").strip())
    except UnicodeDecodeError:
        return _fault(line, "bad_encoding")
    except (ValueError, RecursionError):
        return _fault(line, "bad_json")
    texts = _texts(record, feed, unknown)
    return _fault(line, "bad_json") if texts is None else Row(line.number, texts)


def _texts(record: object, feed: Feed, unknown: set[str]) -> tuple[str | None, ...] | None:
    """The record's texts in the order of the feed's columns; None when it is no flat object."""
    if not isinstance(record, dict) or any(isinstance(value, dict | list) for value in record.values()):
        return None
    texts: dict[str, str | None] = {}
    for key, value in record.items():
        column = feed.column_for_header(key)
        if column is None and key not in feed.ignored:
            unknown.add(key)
        elif column:
            texts[column.name] = _text(value)
    return tuple(texts.get(column.name) for column in feed.columns)


def _text(value: Any) -> str | None:  # noqa: ANN401 - any JSON scalar
    if isinstance(value, bool):
        return "true" if value else "false"
    # Half a character, which an escape may spell, is none that could be stored.
    return None if value is None else str(value).replace("\0", "").encode("utf-8", "replace").decode()


def _fault(line: Line, reason: str) -> Fault:
    start = (line.start if line.text is None else line.text)[: 4 * EXCERPT_LENGTH]
    return Fault(line.number, line.offset, reason, start.decode("utf-8", errors="replace")[:EXCERPT_LENGTH])
