"""Writing the private copy: one database file in the old storage format, and one Parquet file per table.

Rows are stored in the order of each table's grain, with a fixed size of row groups: the same rows give the
same Parquet bytes. The database file holds the same rows in the same order, but DuckDB does not promise the
bytes of its blocks.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from publishing.log import PUBLISH_LOG, LogEntry, add_to_log, create_log
from publishing.sql import fingerprint, name, names, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from publishing.contract import TableContract
    from publishing.run import RunInfo

DATABASE_FILE = "memberloop.duckdb"
COPY = "memberloop_copy"
# Readable by every DuckDB since 1.0, so by the drivers that BI tools ship today.
STORAGE_VERSION = "v1.0.0"
ROW_GROUP_SIZE = 122_880


@contextmanager
def open_warehouse(
    warehouse: Path | duckdb.DuckDBPyConnection, spill: Path
) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A connection of our own to the warehouse, and the name of its catalog.

    A path is attached read-only to a database in memory; an open connection is used through a cursor, which
    sees what is committed there. Whoever has the warehouse open for writing has to hand over its connection.
    """
    if isinstance(warehouse, duckdb.DuckDBPyConnection):
        con = warehouse.cursor()
        catalog = _value(con, "SELECT current_database()")
    else:
        con = duckdb.connect(config={"temp_directory": str(spill)})
        con.execute("SET enable_progress_bar = false")
        con.execute(f"ATTACH {text(warehouse)} AS warehouse (READ_ONLY)")
        catalog = "warehouse"
    try:
        yield con, catalog
    finally:
        con.close()


@contextmanager
def attached_copy(
    con: duckdb.DuckDBPyConnection, directory: Path, *, writable: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The copy as catalog `memberloop_copy`; a writable one is checkpointed and leaves no log file."""
    options = f"STORAGE_VERSION '{STORAGE_VERSION}'" if writable else "READ_ONLY"
    con.execute(f"ATTACH {text(directory / DATABASE_FILE)} AS {COPY} ({options})")
    try:
        yield con
        if writable:
            con.execute(f"CHECKPOINT {COPY}")
    finally:
        con.execute(f"DETACH {COPY}")


def write_database(
    con: duckdb.DuckDBPyConnection,
    source: str,
    tables: Sequence[TableContract],
    stamp: tuple[str, RunInfo],
    earlier_log: Path | None,
) -> LogEntry:
    """Fills the attached copy from the warehouse and tells what the warehouse had, for the audit."""
    version, run = stamp
    create_log(con, COPY, earlier_log)
    found = {}
    for table in tables:
        origin = name(source, table.schema, table.name)
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {name(COPY, table.schema)}")
        con.execute(
            f"CREATE TABLE {name(COPY, table.schema, table.name)} AS "
            f"SELECT {names(table.column_names)} FROM {origin} ORDER BY {names(table.grain)}"
        )
        found[table.full_name] = fingerprint(con, origin, table.column_names)
    entry = LogEntry(version=version, run=run, data_through=_data_through(con, tables, run), tables=found)
    add_to_log(con, COPY, entry)
    for table in (*tables, PUBLISH_LOG):
        _comment(con, table)
    return entry


def write_parquet(con: duckdb.DuckDBPyConnection, directory: Path, tables: Sequence[TableContract]) -> None:
    """Writes every table of the attached copy, the log too, as `<schema>.<table>.parquet`."""
    for table in (*tables, PUBLISH_LOG):
        con.execute(
            f"COPY (SELECT * FROM {name(COPY, table.schema, table.name)} ORDER BY {names(table.grain)}) "
            f"TO {text(parquet_file(directory, table))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_SIZE})"
        )


def parquet_file(directory: Path, table: TableContract) -> Path:
    """Where a version keeps one table as Parquet."""
    return directory / f"{table.full_name}.parquet"


def _comment(con: duckdb.DuckDBPyConnection, table: TableContract) -> None:
    """Puts back what CREATE TABLE AS drops."""
    target = name(COPY, table.schema, table.name)
    con.execute(f"COMMENT ON TABLE {target} IS {text(table.comment)}")
    for column in table.columns:
        con.execute(f"COMMENT ON COLUMN {target}.{name(column.name)} IS {text(column.comment)}")


def _data_through(
    con: duckdb.DuckDBPyConnection, tables: Sequence[TableContract], run: RunInfo
) -> date | None:
    """The latest business date of any published fact, planned ones beyond the as-of day left out."""
    dates = [
        f"SELECT max(business_date) AS d FROM {name(COPY, table.schema, table.name)} "
        f"WHERE business_date <= DATE {text(run.as_of.isoformat())}"
        for table in tables
        if table.schema == "core" and "business_date" in table.column_names
    ]
    if not dates:
        return None
    row = con.execute(f"SELECT max(d) FROM ({' UNION ALL '.join(dates)})").fetchone()
    return row[0] if row else None


def _value(con: duckdb.DuckDBPyConnection, query: str) -> str:
    row = con.execute(query).fetchone()
    return str(row[0]) if row else ""
