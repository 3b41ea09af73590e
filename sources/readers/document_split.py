"""Documents out of a file that is not plain JSON Lines: JSON laid out freely, arrays, several in a row, XML.

A broken document is a fault of its own; the reading goes on with the next one that can be told apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from sources.intake import MAX_LINE_BYTES, whole
from sources.json_values import Broken, Places, json_values
from sources.quarantine import EXCERPT_LENGTH, Fault
from sources.readers.canonical import DECODER, without_trailing_commas
from sources.readers.lines import Line, lines
from sources.readers.xml_values import xml_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.registry import Feed

MAX_DOCUMENT_BYTES = 32 * 1024**2
"""A whole day's answers may stand on one line; more than this is no delivery."""
_NEXT_RECORD = re.compile(r"^[\s,\[]*\{", re.MULTILINE)
_BAD_BYTES = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Document:
    """One document, as text or decoded, and where it begins."""

    line: int
    byte_offset: int
    text: str
    """All of it, or the start of one that is decoded."""
    node: object = None


def longest(feed: Feed) -> int:
    """Bytes of the longest line, or document, that a feed takes."""
    return MAX_DOCUMENT_BYTES if feed.shapes else MAX_LINE_BYTES


def line_documents(stream: IO[bytes], feed: Feed) -> Iterator[Document | Fault]:
    """Each line of JSON Lines as it stands; blank lines are none."""
    for line in lines(stream, longest(feed)):
        if line.text is None:
            yield _fault(line, "line_too_long")
            continue
        try:
            text = line.text.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield _fault(line, "bad_encoding")
            continue
        if text.strip(" \t\r"):
            yield Document(line.number, line.offset, text)


def _fault(line: Line, reason: str) -> Fault:
    start = (line.start if line.text is None else line.text)[: 4 * EXCERPT_LENGTH]
    return Fault(line.number, line.offset, reason, start.decode("utf-8", errors="replace")[:EXCERPT_LENGTH])


def free_documents(stream: IO[bytes], feed: Feed, *, is_xml: bool) -> Iterator[Document | Fault]:
    """Each document of a text of any layout, decoded."""
    text, encoding, errors = decoded(whole(stream), feed)
    places = Places(text, encoding, errors)
    plain = " " + text[1:] if text.startswith("\ufeff") else text
    found = xml_values(plain) if is_xml else _json_values(plain)
    for start, end, node in found:
        line, offset = places.of(start)
        reason = _reason(text, start, end, node, longest(feed))
        excerpt = text[start : min(end, start + EXCERPT_LENGTH)].encode("utf-8", "replace").decode()
        yield Fault(line, offset, reason, excerpt) if reason else Document(line, offset, excerpt, node)


def _reason(text: str, start: int, end: int, node: object, limit: int) -> str | None:
    """Why a document is refused, whatever is in it."""
    if _BAD_BYTES.search(text, start, end):
        return "bad_encoding"
    if isinstance(node, Broken):
        return "bad_json" if node.reason == "malformed_json" else node.reason
    return "line_too_long" if end - start > limit else None


def _json_values(text: str) -> Iterator[tuple[int, int, object | Broken]]:
    """As `json_values`, with commas before closing brackets forgiven where nothing else is wrong."""
    done = 0
    for start, end, value in json_values(text, DECODER, _NEXT_RECORD):
        if isinstance(value, Broken) and start < end:
            break
        yield start, end, value
        done = end
    else:
        return
    for start, end, value in json_values(without_trailing_commas(text), DECODER, _NEXT_RECORD):
        if start >= done:
            yield start, end, value


def decoded(data: bytes, feed: Feed) -> tuple[str, str, str]:
    """The text, its encoding, and how bad bytes are spelt in it.

    A UTF-8 file with a few bad bytes would often pass as GB18030 and become nonsense, so UTF-8 stays the
    choice while most of the text that is not ASCII reads as such. Bad bytes become what no text holds.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        # With the mark spelt out, lengths of later parts are without one.
        return data.decode("utf-16", "replace"), "utf-16-be", "replace"
    text = data.decode("utf-8", "surrogateescape")
    bad = len(_BAD_BYTES.findall(text))
    foreign = bad and sum(character > "\x7f" for character in text)
    if bad * 5 >= foreign > 0 and (feed.shapes or "gb18030" in feed.encodings):
        try:
            return data.decode("gb18030"), "gb18030", "strict"
        except UnicodeDecodeError:
            pass
    return text, "utf-8", "surrogateescape"
