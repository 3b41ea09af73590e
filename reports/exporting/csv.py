"""Tables as CSV: raw values, UTF-8 with the mark that spreadsheets look for, no formula."""

from __future__ import annotations

import csv
import io

from reports.document import Table, Value
from reports.formats import sort_key
from reports.words import Words

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(table: Table) -> str:
    """The table's rows under its columns' names; amounts stay in fen, shares stay fractions."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    for row in table.rows:
        writer.writerow(_told(column.cell(row).value) for column in table.columns)
    return "\ufeff" + out.getvalue()


def _told(value: Value) -> str:
    if isinstance(value, Words):
        return harmless(value.zh if value.zh == value.en else f"{value.zh} {value.en}")
    return harmless(value) if isinstance(value, str) else sort_key(value)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
