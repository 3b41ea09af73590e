"""`ops.publish_log`: every publish there ever was, carried along inside each version."""

from __future__ import annotations

import json
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
    grain=("version",),
    comment="Every publish so far, one row per version; the newest version is this file.",
    columns=(
        ColumnContract("version", "VARCHAR", "Version of the published store, rising, never used twice"),
        ColumnContract("run_id", "VARCHAR", "Run that built this version"),
        ColumnContract("git_revision", "VARCHAR", "Revision of the code that built this version"),
        ColumnContract("published_at", "TIMESTAMP", "When this version was published, UTC"),
        ColumnContract("as_of_date", "DATE", "Day up to which deliveries were taken in"),
        ColumnContract("data_through", "DATE", "Latest business date of any published fact"),
        ColumnContract("definition_hash", "VARCHAR", "Hash over the definitions of all metrics"),
        ColumnContract("table_count", "BIGINT", "Published tables, this log not counted"),
        ColumnContract("row_count", "BIGINT", "Rows of all of them"),
        ColumnContract("rows_per_table", "VARCHAR", "Rows of each of them, as a JSON object by schema.table"),
    ),
)


@dataclass(frozen=True)
class LogEntry:
    """One publish, as the log remembers it."""

    version: str
    run: RunInfo
    data_through: date | None
    tables: Mapping[str, Fingerprint]

    def row(self) -> tuple[object, ...]:
        """Its row in the log, in the order of the log's columns."""
        rows = {table: found.rows for table, found in sorted(self.tables.items())}
        return (
            self.version,
            self.run.run_id,
            self.run.git_revision,
            self.run.published_utc,
            self.run.as_of,
            self.data_through,
            self.run.definition_hash,
            len(rows),
            sum(rows.values()),
            json.dumps(rows),
        )


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
    """Adds this publish."""
    marks = ", ".join("?" for _ in PUBLISH_LOG.columns)
    con.execute(
        f"INSERT INTO {name(catalog, PUBLISH_LOG.schema, PUBLISH_LOG.name)} VALUES ({marks})", entry.row()
    )
