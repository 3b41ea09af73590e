"""Texts that no reader takes apart, and bills: line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.erasure.rewriting.edit import Desk, Edited, Places

if TYPE_CHECKING:
    from sources.registry import Column

_EDGE = " \t`\r"


def edit_lines(desk: Desk, data: bytes, places: Places) -> Edited:
    """A text without the lines that mention a target; whatever its encoding, identifiers are ASCII or GBK."""
    lines: list[bytes | None] = list(data.split(b"\n"))
    edited = Edited(data)
    for number, line in enumerate(lines):
        is_wanted = places.is_whole or number + 1 in places.doubtful | places.lines
        if is_wanted and line and any(desk.mentions_target(text) for text in _readings(line)):
            lines[number] = None
            edited.gone += 1
            edited.lines.add(number + 1)
    if edited.is_changed:
        edited.data = b"\n".join(line for line in lines if line is not None)
    return edited


def edit_bill(desk: Desk, data: bytes) -> Edited | None:
    """A payment bill without payers: its rows and totals stay, so that it still reconciles. None: no bill."""
    encoding = "utf-8" if _is_utf8(data) else "gb18030"
    lines = data.decode(encoding, "surrogateescape").split("\n")
    edited = Edited(data)
    columns: list[Column | None] = []
    for number, line in enumerate(lines):
        cells = line.split(",")
        if not columns:
            named = [desk.feed.column_for_header(cell.strip(_EDGE + "\ufeff")) for cell in cells]
            columns = named if sum(column is not None for column in named) > 1 else []
            continue
        texts = [cell.strip(_EDGE) for cell in cells]
        told = {column.name: text for column, text in zip(columns, texts, strict=False) if column}
        for i, column in enumerate(columns[: len(cells)]):
            if column and column.type == "identifier" and desk.names_target(column, texts[i], told):
                cells[i] = cells[i].replace(texts[i], "")
                edited.cleared += 1
                edited.lines.add(number + 1)
        lines[number] = ",".join(cells)
    if edited.is_changed:
        edited.data = "\n".join(lines).encode(encoding, "surrogateescape")
    return edited if columns else None


def without_words(text: str, words: set[str]) -> str:
    """The text without these words, wherever they stand in it."""
    if not words:
        return text
    return re.sub("|".join(map(re.escape, sorted(words, key=len, reverse=True))), "", text)


def _readings(line: bytes) -> list[str]:
    found = [line.decode("utf-8", "replace")]
    if not line.isascii():
        found.append(line.decode("gb18030", "replace"))
    if b"\0" in line:
        found.append(line.replace(b"\0", b"").decode("latin-1"))
    return found


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
