"""A spreadsheet as the group-buying app exports it, written as the three or four parts that Excel needs.

One order may span several rows, whose order-level cells are merged; a title stands above the header.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Row = list[str | None]

_EARLY = (1980, 1, 1, 0, 0, 0)
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="订单" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def workbook(header: Sequence[str], orders: Iterable[list[Row]], *, titles: Sequence[str] = ()) -> bytes:
    """The file: titles, header, then each order on one row or more.

    Args:
        header: names of the columns.
        orders: rows of each order; a cell that is None in all rows but the first is merged downwards.
        titles: lines above the header, each merged over all columns.
    """
    rows: list[str] = []
    merged: list[str] = []
    for number, title in enumerate(titles, start=1):
        rows.append(_row(number, [title]))
        merged.append(f"A{number}:{_letters(len(header) - 1)}{number}")
    rows.append(_row(len(rows) + 1, header))
    for order in orders:
        first = len(rows) + 1
        rows += [_row(first + offset, row) for offset, row in enumerate(order)]
        merged += _merges(first, order)
    ranges = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    merges = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    sheet = f'<worksheet xmlns="{_SHEET}"><sheetData>{"".join(rows)}</sheetData>{merges}</worksheet>'
    return _packed({**_PARTS, "xl/worksheets/sheet1.xml": sheet})


def _merges(first: int, order: list[Row]) -> Iterator[str]:
    if len(order) > 1:
        for column, cell in enumerate(order[0]):
            if cell is not None and all(row[column] is None for row in order[1:]):
                letters = _letters(column)
                yield f"{letters}{first}:{letters}{first + len(order) - 1}"


def _row(number: int, cells: Sequence[str | None]) -> str:
    written = "".join(
        f'<c r="{_letters(column)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for column, cell in enumerate(cells)
        if cell is not None
    )
    return f'<row r="{number}">{written}</row>'


def _letters(column: int) -> str:
    """The name of a column counted from 0; no export has more than 26."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]


def _packed(parts: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, _EARLY)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, (_DECLARATION + content).encode())
    return packed.getvalue()
