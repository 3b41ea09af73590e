"""Lines of a byte stream with number and offset, at bounded memory whatever a line's length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from sources.intake import MAX_LINE_BYTES, chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT_OF_LONG = 512


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; `text` is None when it was too long, `start` is then its beginning."""

    number: int
    offset: int
    text: bytes | None
    start: bytes = b""


def lines(stream: IO[bytes], limit: int = MAX_LINE_BYTES) -> Iterator[Line]:
    """Split at line feeds; a carriage return before one belongs to the line's end."""
    number, offset, rest, dropped = 1, 0, b"", 0
    for chunk in chunks(stream):
        *whole, tail = (rest + chunk).split(b"\n")
        for text in whole:
            yield _line(number, offset, text, dropped, limit)
            offset += len(text) + dropped + 1
            number, dropped = number + 1, 0
        rest = tail
        if len(rest) + dropped > limit:
            dropped += len(rest) - min(len(rest), _KEPT_OF_LONG)
            rest = rest[:_KEPT_OF_LONG]
    if rest:
        yield _line(number, offset, rest, dropped, limit)


def _line(number: int, offset: int, text: bytes, dropped: int, limit: int) -> Line:
    if len(text) + dropped > limit:
        return Line(number, offset, None, text[:_KEPT_OF_LONG])
    return Line(number, offset, text.removesuffix(b"\r"))
