"""JSON values in a text that may hold several of them, and where in the text each one is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json
    from collections.abc import Iterator

_BETWEEN = re.compile(r"[\s,\[\]]*")
_SEPARATORS = " \t\r\n,]"


@dataclass(frozen=True)
class Broken:
    """Stands where nothing could be read."""

    reason: str


class Places:
    """Line and byte of character positions, asked for in rising order."""

    def __init__(self, text: str, encoding: str, errors: str = "replace") -> None:
        self._text = text
        self._encoding = encoding
        self._errors = errors
        self._index, self._line, self._offset = 0, 1, 0

    def of(self, index: int) -> tuple[int, int]:
        """The line, counted from 1, and the byte at which the character lies."""
        passed = self._text[self._index : index]
        self._line += passed.count("\n")
        self._offset += len(passed.encode(self._encoding, self._errors))
        self._index = index
        return self._line, self._offset


def json_values(
    text: str, decoder: json.JSONDecoder, next_start: re.Pattern[str]
) -> Iterator[tuple[int, int, object | Broken]]:
    """Decode value after value: start, end and what is there; commas and brackets between only separate.

    Args:
        text: one value, an array of values, or several of either in a row.
        decoder: what a value becomes.
        next_start: where the reading goes on after a value that is broken.
    """
    index, opened = 0, 0
    while True:
        between = _BETWEEN.match(text, index)
        start = between.end() if between else index
        opened += text.count("[", index, start) - text.count("]", index, start)
        if start >= len(text):
            break
        try:
            value, index = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            following = next_start.search(text, start + 1)
            # What closes the array is no part of a broken last value.
            index = following.start() if following else max(start + 1, len(text.rstrip(_SEPARATORS)))
            yield start, index, Broken("malformed_json")
            continue
        yield start, index, value
    if opened > 0:
        yield len(text), len(text), Broken("truncated_array")
