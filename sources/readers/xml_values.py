"""XML as trees: one document, or several in a row. A document that declares a type is refused unread."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from sources.json_values import Broken
from sources.readers.canonical import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.vendors.documents import Node

MALFORMED = Broken("malformed_xml")
_FIRST_ELEMENT = re.compile(r"<([^\W\d][\w.:-]*)")


class _DoctypeFound(Exception):
    """The document declares a type: entities could hide behind it."""


def xml_values(text: str) -> Iterator[tuple[int, int, Node | Broken]]:
    """Start, end and tree of each document: one, or several in a row with the same outermost element."""
    whole = _tree(text)
    starts = [0]
    if whole == MALFORMED and (first := _FIRST_ELEMENT.search(text)):
        again = re.compile(rf"(?:<\?xml\b[^>]*\?>\s*)?<{re.escape(first[1])}(?=[\s/>])")
        starts += [found.start() for found in again.finditer(text, first.end())]
    if len(starts) == 1:
        yield 0, len(text), whole
        return
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield start, end, _tree(text[start:end])


def _tree(text: str) -> Node | Broken:
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
        return MALFORMED
    return builder.root


class _TreeBuilder:
    """Builds a tree from expat's events: children by local name, repeated ones as a list, text in leaves."""

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
        node: Node = children or "".join(self._text).strip() or None
        self._text.clear()
        key = name.rpartition(":")[2]
        parent = self._open[-1]
        if key not in parent:
            parent[key] = node
        elif isinstance(earlier := parent[key], list):
            earlier.append(node)
        else:
            parent[key] = [earlier, node]
        self.root = parent
