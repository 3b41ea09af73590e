"""JSON Lines of a table feed: the same keys as the CSV's header, one object a line."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, NoReturn

from sources.quarantine import EXCERPT_LENGTH, Fault
from sources.readers.lines import Line, lines
from sources.readers.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.registry import Feed


def json_rows(stream: IO[bytes], feed: Feed, unknown: set[str]) -> Iterator[Row | Fault]:
    """One row a line, with one text a column of the feed; unknown keys go to `unknown`."""
    for line in lines(stream):
        if line.text is None:
            yield _fault(line, "line_too_long")
        elif line.text.strip(b" \t\r\xef\xbb\xbf"):
            yield _row(line, line.text, feed, unknown)


def _row(line: Line, data: bytes, feed: Feed, unknown: set[str]) -> Row | Fault:
    try:
        # Numbers stay as they are written: a float would change amounts and long ids.
        record = json.loads(data.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=_refuse)
    except UnicodeDecodeError:
        return _fault(line, "bad_encoding")
    except (ValueError, RecursionError):
        return _fault(line, "bad_json")
    if not isinstance(record, dict) or any(isinstance(value, dict | list) for value in record.values()):
        return _fault(line, "bad_json")
    texts: dict[str, str | None] = {}
    for key, value in record.items():
        column = feed.column_for_header(key)
        if column is None:
            unknown.add(key)
        else:
            texts[column.name] = _text(value)
    return Row(line.number, tuple(texts.get(column.name) for column in feed.columns))


def _text(value: Any) -> str | None:  # noqa: ANN401 - any JSON scalar
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value).replace("\0", "")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _fault(line: Line, reason: str) -> Fault:
    start = (line.start if line.text is None else line.text)[: 4 * EXCERPT_LENGTH]
    return Fault(line.number, line.offset, reason, start.decode("utf-8", errors="replace")[:EXCERPT_LENGTH])
