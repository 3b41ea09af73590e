"""Documents out of a delivered file: JSON (one, an array, JSON Lines) or XML (one, or several in a row).

A broken document is a fault of its own; the reading goes on with the next one that can be told apart.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from sources.json_values import Broken, Places, json_values
from sources.quarantine import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Document", "Fault", "Node", "ParsedDocuments", "read_documents"]

Node = str | None | dict[str, "Node"] | list["Node"]
"""A document's tree: keys are lower-case local names, leaves the text as delivered."""

EXCERPT_LENGTH = 200
MAX_DEPTH = 64

_REPLACEMENT = "\ufffd"
_NEXT_JSON = re.compile(r"^[,\[]*\{", re.MULTILINE)
_FIRST_ELEMENT = re.compile(r"<([^\W\d][\w.:-]*)")


@dataclass
class ParsedDocuments:
    """Rows of a file as text by registry column, in order of appearance, and what could not be read.

    Each document in the file is either one of `documents` or one of `faults`.
    """

    columns: dict[str, list[str | None]]
    faults: list[Fault] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    """Rows of each document that was read, in order: where one ends and the next begins."""

    @property
    def documents(self) -> int:
        """How many documents were read."""
        return len(self.sizes)


@dataclass(frozen=True)
class Document:
    """One document and where it begins."""

    node: Node
    line: int
    byte_offset: int
    text: str

    def fault(self, reason: str, column_name: str | None = None) -> Fault:
        """Refuse this document."""
        return Fault(self.line, self.byte_offset, reason, self.text, column_name)


class _DoctypeFound(Exception):
    """The document declares a type: entities could hide behind it."""


def read_documents(data: bytes) -> Iterator[Document | Fault]:
    """Yield each document of a file, or the fault in its place, in order of appearance."""
    text, encoding = _decode(data)
    places = Places(text, encoding)
    parts = _xml_parts(text) if text.lstrip().startswith("<") else _json_parts(text)
    for start, end, found in parts:
        line, offset = places.of(start)
        excerpt = text[start : min(end, start + EXCERPT_LENGTH)]
        if text.find(_REPLACEMENT, start, end) >= 0:
            yield Fault(line, offset, "bad_encoding", excerpt)
        elif isinstance(found, Broken):
            yield Fault(line, offset, found.reason, excerpt)
        else:
            yield Document(found, line, offset, excerpt)


_Part = tuple[int, int, Node | Broken]


def _decode(data: bytes) -> tuple[str, str]:
    """Decode UTF-8 or GB18030 (or UTF-16 with its mark), whichever the bytes are.

    A UTF-8 file with a few bad bytes would often pass as GB18030 and become nonsense, so UTF-8 stays the
    choice while most of the text that is not ASCII reads as such; the bad places become U+FFFD.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        # With the mark spelt out, lengths of later parts are without one.
        return data.decode("utf-16", "replace"), "utf-16-be"
    try:
        return _without_mark(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        lenient = _without_mark(data.decode("utf-8", "replace"))
    bad = lenient.count(_REPLACEMENT)
    foreign = sum(1 for character in lenient if character > "\x7f")
    if bad * 5 < foreign:
        return lenient, "utf-8"
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        return lenient, "utf-8"


def _without_mark(text: str) -> str:
    return text.removeprefix("\ufeff")


def _json_object(pairs: list[tuple[str, Node]]) -> dict[str, Node]:
    return {key.lower(): value for key, value in pairs}


_DECODER = json.JSONDecoder(
    # Numbers keep their text: amounts never pass through a float.
    parse_float=str,
    parse_int=str,
    parse_constant=str,
    object_pairs_hook=_json_object,
)


def _json_parts(text: str) -> Iterator[_Part]:
    for start, end, found in json_values(text, _DECODER, _NEXT_JSON):
        yield start, end, found if isinstance(found, Broken) else _json_leaves(found)


def _json_leaves(node: object, depth: int = 0) -> Node:
    """Turn what JSON knows besides text into text; what lies deeper than any ticket does is left out."""
    match node:
        case _ if depth > MAX_DEPTH:
            return None
        case dict():
            return {str(key): _json_leaves(value, depth + 1) for key, value in node.items()}
        case list():
            return [_json_leaves(value, depth + 1) for value in node]
        case bool():
            return "true" if node else "false"
        case str():
            return _clean(node)
        case _:
            return None


def _clean(text: str) -> str | None:
    """Trim; what no storage takes (lone surrogates, NUL) is replaced; nothing is None."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\x00", "").strip() or None


def _xml_parts(text: str) -> Iterator[_Part]:
    """Read the text as one document; if it is not, as several with the same outermost element."""
    whole = _xml_node(text)
    starts = [0]
    if whole == Broken("malformed_xml") and (first := _FIRST_ELEMENT.search(text)):
        again = re.compile(rf"(?:<\?xml\b[^>]*\?>\s*)?<{re.escape(first[1])}(?=[\s/>])")
        starts += [found.start() for found in again.finditer(text, first.end())]
    if len(starts) == 1:
        yield 0, len(text), whole
        return
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield start, end, _xml_node(text[start:end])


def _xml_node(text: str) -> Node | Broken:
    builder = _TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(text.strip(), True)
    except _DoctypeFound:
        return Broken("xml_doctype")
    except (expat.ExpatError, ValueError):
        return Broken("malformed_xml")
    return builder.root


class _TreeBuilder:
    """Builds a node from expat's events: children by local name, repeated ones as a list, text in leaves."""

    def __init__(self) -> None:
        self.root: Node = None
        self._open: list[dict[str, Node]] = [{}]
        self._text: list[str] = []

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        if len(self._open) > MAX_DEPTH:
            raise ValueError("nested too deeply")
        self._open.append({})
        self._text.clear()

    def data(self, text: str) -> None:
        self._text.append(text)

    def doctype(self, *_declaration: object) -> None:
        raise _DoctypeFound

    def end(self, name: str) -> None:
        children = self._open.pop()
        node: Node = children or _clean("".join(self._text))
        self._text.clear()
        key = name.rpartition(":")[2].lower()
        parent = self._open[-1]
        if key not in parent:
            parent[key] = node
        elif isinstance(earlier := parent[key], list):
            earlier.append(node)
        else:
            parent[key] = [earlier, node]
        self.root = parent
