"""`ops.publish_log`: every publish there ever was, carried along inside each version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publishing.contract import ColumnContract, TableContract
from publishing.sql import name, names, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    import duckdb

    from publishing.run import RunInfo
    from publishing.sql import Fingerprint

PUBLISH_LOG = TableContract(
    schema="ops",
    name="publish_log",
    grain=("version", "table_name"),
    comment="Every publish so far, one row per version and table; the newest version is this file.",
    columns=(
        ColumnContract("version", "VARCHAR", "Version of the published store, rising, never used twice"),
        ColumnContract(
            "table_name", "VARCHAR", "Published table as schema.name; publish_log does not count itself"
        ),
        ColumnContract("row_count", "BIGINT", "Rows of the table in this version"),
        ColumnContract("checksum", "VARCHAR", "Sum over the hashes of all rows, independent of their order"),
        ColumnContract("run_id", "VARCHAR", "Run that built this version"),
        ColumnContract("git_revision", "VARCHAR", "Revision of the code that built this version"),
        ColumnContract("published_at", "TIMESTAMP", "When this version was published, UTC"),
        ColumnContract("as_of_date", "DATE", "Day up to which deliveries were taken in"),
        ColumnContract("data_through", "DATE", "Latest business date of any published fact"),
        ColumnContract("definition_hash", "VARCHAR", "Hash over the definitions of all metrics"),
    ),
)


@dataclass(frozen=True)
class LogEntry:
    """One publish, as the log remembers it."""

    version: str
    run: RunInfo
    data_through: date | None
    tables: Mapping[str, Fingerprint]


def create_log(con: duckdb.DuckDBPyConnection, catalog: str, earlier: Path | None) -> None:
    """Creates the log in a new copy, with the rows of the newest version so far."""
    table = name(catalog, PUBLISH_LOG.schema, PUBLISH_LOG.name)
    columns = ", ".join(f"{name(column.name)} {column.type}" for column in PUBLISH_LOG.columns)
    con.execute(f"CREATE SCHEMA IF NOT EXISTS {name(catalog, PUBLISH_LOG.schema)}")
    con.execute(f"CREATE TABLE {table} ({columns})")
    if earlier is not None:
        con.execute(
            f"INSERT INTO {table} SELECT {names(PUBLISH_LOG.column_names)} "
            f"FROM read_parquet({text(earlier)}) ORDER BY {names(PUBLISH_LOG.grain)}"
        )


def add_to_log(con: duckdb.DuckDBPyConnection, catalog: str, entry: LogEntry) -> None:
    """Adds this publish: one row for each table that it carries."""
    run = entry.run
    rows = [
        [
            entry.version,
            table,
            found.rows,
            found.checksum,
            run.run_id,
            run.git_revision,
            run.published_utc,
            run.as_of,
            entry.data_through,
            run.definition_hash,
        ]
        for table, found in sorted(entry.tables.items())
    ]
    marks = ", ".join("?" for _ in PUBLISH_LOG.columns)
    con.executemany(
        f"INSERT INTO {name(catalog, PUBLISH_LOG.schema, PUBLISH_LOG.name)} VALUES ({marks})", rows
    )
