"""JSON in lines or laid out freely, and XML: documents of targets go, or items and values in them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from sources.erasure.rewriting.edit import Desk, Edited, Places
from sources.erasure.rewriting.texts import without_words
from sources.erasure.rewriting.trees import GONE, Pass, Wanted
from sources.json_values import Broken, json_values
from sources.readers.canonical import without_trailing_commas
from sources.readers.document_split import decoded
from sources.readers.xml_values import xml_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NEXT_RECORD = re.compile(r"^[\s,\[]*\{", re.MULTILINE)
_SEPARATORS = re.compile(r"[\s,\[\]]*")


def _first_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Of a key given twice readers take the first one.
    found: dict[str, Any] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_first_of_each)


def edit_json_lines(desk: Desk, data: bytes, places: Places) -> Edited:
    """JSON Lines: only the lines where a reader met targets are taken apart."""
    lines: list[bytes | None] = list(data.split(b"\n"))
    edited, wanted = Edited(data), Wanted.of(desk.feed)
    numbers = range(1, len(lines) + 1) if places.is_whole else sorted(places.lines | places.doubtful)
    for number in numbers:
        line = lines[number - 1] if number <= len(lines) else None
        if not line or not line.strip():
            continue
        text = line.decode("utf-8", "surrogateescape")
        kept = _edited_json(desk, wanted, text)
        if kept == text:
            continue
        lines[number - 1] = None if kept is None else kept.encode("utf-8", "surrogateescape")
        _count(edited, number, is_gone=kept is None)
    if edited.is_changed:
        edited.data = b"\n".join(line for line in lines if line is not None)
    return edited


def edit_json(desk: Desk, data: bytes) -> Edited:
    """JSON of any layout: the values in it, one after the other."""
    wanted = Wanted.of(desk.feed)
    return _edit_values(desk, data, _json_spans, lambda text: _edited_json(desk, wanted, text), ",")


def edit_xml(desk: Desk, data: bytes) -> Edited:
    """XML: one document or several in a row."""
    wanted = Wanted.of(desk.feed)
    return _edit_values(desk, data, _xml_spans, lambda text: _edited_xml(desk, wanted, text), "")


def _count(edited: Edited, line: int, *, is_gone: bool) -> None:
    edited.gone += is_gone
    edited.cleared += not is_gone
    edited.lines.add(line)


def _edit_values(
    desk: Desk,
    data: bytes,
    spans: Callable[[str], Iterator[tuple[int, int]]],
    edit: Callable[[str], str | None],
    separator: str,
) -> Edited:
    text, encoding, errors = decoded(data, desk.feed)
    edited, pieces, done = Edited(data), [], 0
    for start, end in spans(text):
        between, value = text[done:start], text[start:end]
        kept = edit(value)
        done = end
        if kept != value:
            _count(edited, text.count("\n", 0, start) + 1, is_gone=kept is None)
        if kept is not None:
            pieces += [between, kept]
        elif separator not in between:
            # What stood before the value stays: brackets that open a list. A comma goes with its value.
            pieces.append(between)
    if edited.is_changed:
        pieces.append(text[done:])
        edited.data = _mended("".join(pieces), separator).encode(encoding, errors)
    return edited


def _mended(text: str, separator: str) -> str:
    """Without the comma that a value left behind at a list's start."""
    return re.sub(rf"\[(\s*){separator}", r"[\1", text, count=1) if separator else text


def _json_spans(text: str) -> Iterator[tuple[int, int]]:
    for start, end, _ in json_values(text, _DECODER, _NEXT_RECORD):
        if start < end:
            yield start, end


def _xml_spans(text: str) -> Iterator[tuple[int, int]]:
    mark = len(text) - len(text.lstrip("\ufeff"))
    for start, end, _ in xml_values(text[mark:]):
        yield start + mark, end + mark


def _edited_json(desk: Desk, wanted: Wanted, text: str) -> str | None:
    """The document without targets; None when nothing of it stays; the same text when it names none."""
    node = _tree(text)
    if isinstance(node, Broken):
        return None if desk.mentions_target(text) else text
    kept = Pass(desk, wanted).edited(node)
    if kept is GONE:
        return None
    if kept is node:
        return text
    end = text[len(text.rstrip()) :]
    return json.dumps(kept, ensure_ascii=False) + end


def _tree(text: str) -> Any:  # noqa: ANN401 - any tree
    bare = text.strip(" \t\r\n\ufeff")
    for candidate in (bare, without_trailing_commas(bare)):
        try:
            return _DECODER.decode(candidate)
        except (ValueError, RecursionError):
            continue
    return Broken("malformed_json")


def _edited_xml(desk: Desk, wanted: Wanted, text: str) -> str | None:
    found = [node for _, _, node in xml_values(text)]
    if any(isinstance(node, Broken) for node in found):
        return None if desk.mentions_target(text) else text
    kept = text
    for node in found:
        look = Pass(desk, wanted)
        if look.edited(node) is GONE:
            return None
        for word in look.items:
            # An item of a list goes with its element, else an empty one would stand for somebody.
            spelt = re.escape(escape(word))
            kept = re.sub(rf"<([\w:.-]+)>\s*(?:<!\[CDATA\[)?{spelt}(?:\]\]>)?\s*</\1>", "", kept)
        kept = without_words(kept, {escape(word) for word in look.words})
    return kept
