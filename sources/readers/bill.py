"""Payment bills: rows by the engine, then the bill's own totals held against them.

A bill is taken when what was read gives exactly what it states, and set aside whole when it does not: half a
bill would look like low sales.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING

import duckdb

from sources import sql
from sources.casting import judged_sql
from sources.intake import MAX_LINE_BYTES, DamagedFileError
from sources.quarantine import Fault
from sources.readers import rows
from sources.readers.bill_records import bill_rows
from sources.readers.bill_text import BillText, EmptyDay, bill_text
from sources.readers.header import Header, safe_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sources.outcome import Outcome
    from sources.registry import Feed
    from sources.vendors.bills import BillFormat, End, Total

_ABSENT = "\x01"


@dataclass(frozen=True)
class _Bill:
    """A bill whose parts are known."""

    text: BillText
    form: BillFormat
    header: Header
    header_at: int
    end: End

    @property
    def row_lines(self) -> int:
        """Lines between header and end, blank ones included."""
        lines = self.text.scan.newlines + (not self.text.scan.ends_with_newline)
        return lines - self.text.blank_lines - self.end.lines - self.header_at - 1


def read(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    outcome: Outcome,
    path: Path,
    *,
    part: Path,
    scratch: Path,
    settings: Mapping[str, str],
) -> Outcome:
    """Type and judge the rows of one bill into `part`, which is not written when the bill is set aside.

    Args:
        con: with the macros of values, identifiers and masks.
        feed: of family `bill`; its `module` names the vendor.
        outcome: what is known of the file so far.
        path: the landed file.
        part: where the rows go.
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
        faults = _write(con, feed, bill, outcome.file_id, part, settings)
        difference = _difference(con, bill, part, faults)
        if difference:
            part.unlink()
            return outcome.refused(Fault(None, None, "bill_unreconciled", detail=difference))
        return replace(outcome, faults=tuple(faults))
    except EmptyDay:
        return replace(outcome, shape="no_bill", encoding="utf-8")
    finally:
        for left in scratch.iterdir():
            left.unlink()


def _look(feed: Feed, form: BillFormat, text: BillText) -> _Bill:
    at = form.header_at(text.head)
    if at is None:
        raise DamagedFileError("missing_required_column", ",".join(form.header_names))
    header = _header(feed, form, text.head[at])
    end = form.end(text.tail)
    if end is None:
        raise DamagedFileError("bill_truncated")
    header = replace(header, unknown=(*header.unknown, *safe_names(end.unknown)))
    bill = _Bill(text, form, header, at, end)
    if bill.row_lines and not end.states_rows:
        raise DamagedFileError("bill_truncated")
    return bill


def _header(feed: Feed, form: BillFormat, line: str) -> Header:
    cells = form.header_cells(line)
    columns = [feed.column_for_header(cell) for cell in cells]
    names = [column.name for column in columns if column]
    if len(names) != len(set(names)):
        raise DamagedFileError("duplicate_column")
    missing = [column.name for column in feed.columns if column.required and column.name not in names]
    if missing:
        raise DamagedFileError("missing_required_column", ",".join(missing))
    unknown = [
        cell
        for cell, column in zip(cells, columns, strict=True)
        if column is None and cell not in feed.ignored
    ]
    return Header(
        form.separator, tuple(column.name if column else None for column in columns), safe_names(unknown)
    )


def _write(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    bill: _Bill,
    file_id: str,
    part: Path,
    settings: Mapping[str, str],
) -> list[Fault]:
    """The rows into the part: by the engine, or line by line when a line is not as it should be."""
    if bill.text.is_whole and bill.text.scan.is_engine_text and _by_engine(con, feed, bill, file_id, part, settings):
        return []
    with bill.text.path.open("rb") as stream:
        records = bill_rows(stream, feed, bill.form, bill.header, bill.header_at + 1, bill.row_lines)
        return rows.write_part(
            con,
            feed,
            records,
            bill.header.present,
            file_id=file_id,
            part=part,
            settings=settings,
            mended=bill.form.cleaned,
        )


def _by_engine(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    bill: _Bill,
    file_id: str,
    part: Path,
    settings: Mapping[str, str],
) -> bool:
    """Whether every line between header and end came out as a row of the header's width."""
    select = judged_sql(feed, _relation(bill, file_id), bill.header.present, settings=settings)
    try:
        con.execute(f"COPY ({select}) TO {sql.literal(str(part))} (FORMAT parquet)")
    except duckdb.Error:
        return False
    counted = con.execute(
        f"SELECT count(*), count(_fault) FROM read_parquet({sql.literal(str(part))})"
    ).fetchone()
    if counted is None or counted[0] != bill.row_lines:
        return False
    if counted[1]:
        _number_lines(con, part, bill.header_at + 2)
    return True
