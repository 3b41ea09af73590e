"""A page as a workbook: a sheet for each table, numbers as numbers, and a sheet of definitions."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from reports.definitions import Definition
from reports.document import Cell, Page, Table
from reports.words import Words

NUMBER_FORMATS = {
    "count": "#,##0", "ratio": "0.0%", "fen": "#,##0.00", "cents": "#,##0.00", "times": "0.00",
    "number": "0.00", "index": "0", "days": "0.0", "hours": "0.0", "minutes": "0.0", "seconds": "0.0",
    "date": "yyyy-mm-dd", "month": "yyyy-mm", "week": "yyyy-mm-dd",
}  # fmt: skip
AMOUNTS = ("fen", "cents")
WIDTHS = {"text": 24, "prose": 60}
LONGEST_TITLE, LONGEST_CELL = 31, 32_000
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def as_workbook(page: Page, definitions: Sequence[Definition]) -> bytes:
    """The page's tables as an xlsx, amounts in whole currency units; equal pages are equal bytes."""
    book = Workbook(write_only=True)
    for number, table in enumerate(page.tables, start=1):
        _sheet(book, f"{number} {table.title.zh}", table)
    _definitions(book, definitions)
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _sheet(book: Workbook, title: str, table: Table) -> None:
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    last = get_column_letter(max(len(table.columns), 1))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column.unit, 15)
    sheet.append([_heading(sheet, _both(column.label)) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, column.cell(row)) for column in table.columns])


def _cell(sheet: WriteOnlyWorksheet, cell: Cell) -> SheetCell | None:
    value = cell.value
    if isinstance(value, Words):
        value = _both(value)
    if isinstance(value, str):
        return _text(sheet, value)
    if value is None:
        return _text(sheet, cell.why) if cell.why else None
    written = WriteOnlyCell(sheet, value / 100 if cell.unit in AMOUNTS else value)  # type: ignore[operator, arg-type]
    written.number_format = NUMBER_FORMATS.get(cell.unit, "General")
    return written


def _text(sheet: WriteOnlyWorksheet, text: str) -> SheetCell:
    """Text that stays text, whatever it begins with."""
    written = WriteOnlyCell(sheet, re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)[:LONGEST_CELL])
    written.data_type = "s"
    return written


def _heading(sheet: WriteOnlyWorksheet, text: str) -> SheetCell:
    written = _text(sheet, text)
    written.font = Font(bold=True)
    return written


def _definitions(book: Workbook, definitions: Sequence[Definition]) -> None:
    sheet = book.create_sheet("口径 Definitions")
    headings = (
        "编号 Identifier",
        "名称 Name",
        "定义 Definition",
        "分子 Numerator",
        "分母 Denominator",
        "来源 Feeds",
    )
    sheet.append([_heading(sheet, text) for text in headings])
    for one in definitions:
        feeds = ", ".join(feed for feed, _ in one.lineage)
        told = (one.identifier, _both(one.name), one.text, one.numerator, one.denominator, feeds)
        sheet.append([_text(sheet, text) for text in told])


def _both(said: Words) -> str:
    return said.zh if said.zh == said.en else f"{said.zh} {said.en}"


def _without_clock(book: bytes) -> bytes:
    """The archive without the time of its making, so that equal figures are equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in sorted(made.namelist()):
            content = made.read(entry)
            if entry == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", content)
            kept.writestr(zipfile.ZipInfo(entry, FIRST_DAY_OF_ZIP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
