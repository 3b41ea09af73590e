"""The version before, put beside the run that would follow it: the models tell from it what changed.

What readers have is the current version; what was ever told of restated figures is carried by the newest one,
which is another after a rollback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publishing.sql import names, text
from publishing.store import Store, read_version
from sources.control_tables import declared, replace_previous

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from publishing.store import PublishedVersion

LEDGER = "core.identity_ledger"
# The control table and the published one that it is taken from.
TAKEN = {"previous_value": "kpi.kpi_value", "previous_delivery": "ops.delivery"}
HISTORY = {
    "previous_restatement": "kpi.kpi_restatement",
    "previous_restatement_cause": "kpi.kpi_restatement_cause",
}


def write_previous(con: duckdb.DuckDBPyConnection, published: Path) -> str | None:
    """Fill the tables `control.previous_*`; returns the version compared with.

    None before the first version, and where the one before was published by code that did not keep its
    deliveries: there is nothing to compare with then, and what was told so far stays as it is.
    """
    replace_previous(con)
    store = Store(published)
    current = store.current_version()
    if current is None:
        return None
    newest = read_version(store, store.kept()[-1])
    for control, table in HISTORY.items():
        if _parquet(newest, table).exists():
            _take(con, control, _parquet(newest, table))
    before = read_version(store, current)
    if not all(_parquet(before, table).exists() for table in (*TAKEN.values(), LEDGER)):
        return None
    for control, table in TAKEN.items():
        _take(con, control, _parquet(before, table))
    _tell(con, before, store.next_version())
    return current


def _tell(con: duckdb.DuckDBPyConnection, before: PublishedVersion, next_version: str) -> None:
    ledger = text(_parquet(before, LEDGER))
    con.execute(
        f"INSERT INTO control.previous_version "
        f"SELECT ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM read_parquet({ledger})), ?",
        [before.version, before.run_id, before.as_of, before.data_through, next_version],
    )


def _take(con: duckdb.DuckDBPyConnection, control: str, parquet: Path) -> None:
    """Copy the declared columns that the file has; one that an older version lacked is NULL."""
    source = f"read_parquet({text(parquet)})"
    there = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    wanted = names(column for column in declared()[control]["columns"] if column in there)
    con.execute(f"INSERT INTO control.{control} BY NAME SELECT {wanted} FROM {source}")


def _parquet(version: PublishedVersion, table: str) -> Path:
    return version.path / f"{table}.parquet"
