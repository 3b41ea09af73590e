"""Payment bills: rows by the engine, then the bill's own totals held against them.

A bill is taken when what was read gives exactly what it states, and set aside whole when it does not: half a
bill would look like low sales.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import duckdb

from sources import sql
from sources.casting import judged_sql
from sources.intake import MAX_LINE_BYTES, DamagedFileError
from sources.judged import TABLE
from sources.quarantine import Fault
from sources.readers import rows
from sources.readers.bill_records import BillCells, bill_rows
from sources.readers.bill_text import BillText, EmptyDay, bill_text
from sources.readers.bill_totals import Bill, difference
from sources.readers.header import header_of, safe_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sources.judged import JudgedRows
    from sources.outcome import Outcome
    from sources.registry import Feed
    from sources.vendors.bills import BillFormat

_ABSENT = "\x01"


def read(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    outcome: Outcome,
    path: Path,
    *,
    judged: JudgedRows,
    scratch: Path,
    settings: Mapping[str, str],
) -> Outcome:
    """Type and judge the rows of one bill; none is left when the bill is set aside.

    Args:
        con: with the macros of values, identifiers and masks.
        feed: of family `bill`; its `module` names the vendor.
        outcome: what is known of the file so far.
        path: the landed file.
        judged: where the rows go.
        scratch: a directory for the unpacked text, which is removed again.
        settings: values behind `issuer_setting`.

    Raises:
        DamagedFileError: the file is no bill, or a damaged one.
    """
    form: BillFormat = import_module(f"sources.vendors.{feed.module}").FORMAT
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        bill = _look(feed, form, bill_text(path, form, feed.encodings, scratch))
        outcome = replace(
            outcome, shape="bill", encoding=bill.text.encoding, unknown_columns=bill.header.unknown
        )
        start = judged.end
        faults = _write(con, feed, bill, outcome.file_id, judged, settings)
        found = difference(con, bill, start, faults)
        if found:
            judged.drop_from(start)
            return outcome.refused(Fault(None, None, "bill_unreconciled", detail=found))
        return replace(outcome, faults=tuple(faults))
    except EmptyDay:
        return replace(outcome, shape="no_bill", encoding="utf-8")
    finally:
        for left in scratch.iterdir():
            left.unlink()


def _look(feed: Feed, form: BillFormat, text: BillText) -> Bill:
    at = form.header_at(text.head)
    if at is None:
        raise DamagedFileError("missing_required_column", ",".join(form.header_names))
    header = header_of(feed, form.header_cells(text.head[at]), form.separator)
    end = form.end(text.tail)
    if end is None:
        raise DamagedFileError("bill_truncated")
    header = replace(header, unknown=(*header.unknown, *safe_names(end.unknown)))
    bill = Bill(text, form, header, at, end)
    if bill.row_lines and not end.states_rows:
        raise DamagedFileError("bill_truncated")
    return bill


def _write(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    bill: Bill,
    file_id: str,
    judged: JudgedRows,
    settings: Mapping[str, str],
) -> list[Fault]:
    """The rows by the engine, or line by line when a line is not as it should be."""
    start = judged.end
    if bill.text.is_plain and bill.is_even:
        if _by_engine(con, feed, bill, file_id, judged, settings):
            return []
        judged.drop_from(start)
    with bill.text.path.open("rb") as stream:
        names = bill.form.header_cells(bill.text.head[bill.header_at])
        cells = BillCells(feed, bill.form, bill.header, names)
        records = bill_rows(stream, cells, bill.header_at + 1, bill.row_lines)
        return rows.read(
            con,
            feed,
            records,
            bill.header.present,
            file_id=file_id,
            judged=judged,
            settings=settings,
        )


def _by_engine(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    bill: Bill,
    file_id: str,
    judged: JudgedRows,
    settings: Mapping[str, str],
) -> bool:
    """Whether every line between header and end came out as a row of the header's width."""
    select = judged_sql(feed, _relation(bill, file_id), bill.header.present, settings=settings)
    try:
        start = judged.add(select)
    except duckdb.Error:
        return False
    if judged.end - start != bill.row_lines:
        return False
    # Numbering as they are read would cost more, and only refused rows are asked for their lines.
    con.execute(f"""
        UPDATE {TABLE} SET _line = {bill.header_at + 2} + rowid - {start}
        WHERE rowid >= {start} AND _fault IS NOT NULL
    """)
    return True


def _relation(bill: Bill, file_id: str) -> str:
    """The lines below the header, split at the separator; the end's lines have other widths and fall out."""
    form, names = bill.form, bill.header.columns
    cells = [f"cell:{i}" for i in range(len(names))]
    kinds = ", ".join(f"{sql.literal(cell)}: 'VARCHAR'" for cell in cells)
    newline = (bill.text.survey.newline or "\n").replace("\r", "\\r").replace("\n", "\\n")
    start = len(form.row_start)
    values = [sql.name(cell) for cell in cells]
    values[0] = f"substr({values[0]}, {start + 1})" if start else values[0]
    if form.value_end:
        # Left to the trimming of all texts it would take three times as long.
        end = sql.literal(form.value_end)
        values = [
            f"CASE WHEN ends_with({v}, {end}) THEN substr({v}, 1, length({v}) - 1) ELSE {v} END"
            for v in values
        ]
    shown = [f"{value} AS {sql.name(name)}" for value, name in zip(values, names, strict=True) if name]
    # Lines that are too narrow are left out; how many lines and separators should be there is known. To pad
    # lines instead ends the engine where one is too wide.
    first = sql.name(cells[0])
    is_row = f"starts_with({first}, {sql.literal(form.row_start)})"
    if form.remark:
        is_row += f" AND NOT starts_with({first}, {sql.literal(form.remark)})"
    return f"""(
        SELECT {", ".join(shown)}, {sql.literal(file_id)} AS _file_id,
            CAST(NULL AS BIGINT) AS _line, CAST(NULL AS BIGINT) AS _document
        FROM read_csv(
            {sql.literal(str(bill.text.path))}, columns = {{{kinds}}}, auto_detect = false, header = false,
            skip = {bill.header_at + 1}, delim = {sql.literal(form.separator)}, quote = '', escape = '',
            new_line = '{newline}', max_line_size = {MAX_LINE_BYTES}, nullstr = '{_ABSENT}',
            ignore_errors = true
        )
        WHERE {is_row}
    )"""
