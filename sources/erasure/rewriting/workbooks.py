"""Workbooks: rows of targets are emptied, or the cells in them that tell of a person."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import islice
from typing import TYPE_CHECKING, Any

import openpyxl

from sources.erasure.policy import MENTIONS, keeps_rows
from sources.erasure.rewriting.edit import Desk, Edited

if TYPE_CHECKING:
    from sources.registry import Column

_HEADER_WITHIN = 30
_CORE = "docProps/core.xml"
_STAMP = (1980, 1, 1, 0, 0, 0)


def edit_workbook(desk: Desk, data: bytes) -> Edited:
    """The workbook without its targets, in bytes that are the same each time."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    edited = Edited(data)
    for sheet in book.worksheets:
        _edit_sheet(desk, sheet, edited)
    if edited.is_changed:
        target = io.BytesIO()
        book.save(target)
        edited.data = _without_clock(target.getvalue())
    return edited


def _edit_sheet(desk: Desk, sheet: Any, edited: Edited) -> None:  # noqa: ANN401 - openpyxl
    columns, header = _header(desk, sheet)
    if not columns:
        return
    for row in islice(sheet.iter_rows(), header + 1, None):
        cells = list(row[: len(columns)])
        texts = ["" if cell.value is None else str(cell.value) for cell in cells]
        told = {column.name: text for column, text in zip(columns, texts, strict=False) if column}
        hits = [
            i
            for i, column in enumerate(columns[: len(cells)])
            if column and column.type == "identifier" and desk.names_target(column, texts[i], told)
        ]
        if hits:
            _clear(desk, row, columns, hits, edited)


def _clear(desk: Desk, row: Any, columns: list[Column | None], hits: list[int], edited: Edited) -> None:  # noqa: ANN401
    mentions = MENTIONS.get(desk.feed.name, frozenset())
    keeps = keeps_rows(desk.feed)
    goes = not keeps and any(column.name not in mentions for i in hits if (column := columns[i]))
    for i, cell in enumerate(row):
        column = columns[i] if i < len(columns) else None
        told = column is None or column.type in {"identifier", "building_no"}
        if goes or (told if keeps else i in hits):
            _empty(cell)
    edited.gone += goes
    edited.cleared += not goes
    edited.lines.add(row[0].row)


def _empty(cell: Any) -> None:  # noqa: ANN401 - openpyxl
    # All cells of a merged range but its first are read-only, and empty.
    if not isinstance(cell, openpyxl.cell.MergedCell):
        cell.value = None


def _header(desk: Desk, sheet: Any) -> tuple[list[Column | None], int]:  # noqa: ANN401 - openpyxl
    best: tuple[int, list[Column | None], int] = (1, [], 0)
    for number, row in enumerate(islice(sheet.iter_rows(values_only=True), _HEADER_WITHIN)):
        named = [desk.feed.column_for_header("" if v is None else str(v).strip()) for v in row]
        known = sum(column is not None for column in named)
        if known > best[0]:
            best = (known, named, number)
    return best[1], best[2]


def _without_clock(data: bytes) -> bytes:
    """The archive with fixed times: the same rows have to give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == _CORE:
                content = re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", b"", content)
            made.writestr(zipfile.ZipInfo(member.filename, _STAMP), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
