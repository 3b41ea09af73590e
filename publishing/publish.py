"""Publishing one run: write the copy, audit the copy, swap it in.

Every step is announced through `on_stage` after it is done, for a progress display; a kill after any of them
is repaired by the next publish (`versions.recover_locked`).
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb

from publishing.audit import audit, contract_faults
from publishing.errors import PublishRefused
from publishing.files import replace_by_link, seal, sha256, sync, write_json
from publishing.log import PUBLISH_LOG, LogEntry
from publishing.run import RunInfo
from publishing.sql import columns_of
from publishing.store import INCOMING, MANIFEST_FILE, Store, read_version
from publishing.versions import prune, record, recover_locked
from publishing.write import (
    COPY,
    DATABASE_FILE,
    attached_copy,
    open_warehouse,
    parquet_file,
    write_database,
    write_parquet,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from publishing.contract import TableContract
    from publishing.store import PublishedVersion

__all__ = ["STAGES", "RunInfo", "publish"]

KEEP = 7
STAGES = ("begun", "database", "parquet", "audited", "sealed", "versioned", "current", "recorded", "pruned")


def _unheard(stage: str) -> None:
    """Listens to no stage."""
    del stage


def publish(
    warehouse: Path | duckdb.DuckDBPyConnection,
    published: Path,
    tables: Sequence[TableContract],
    run: RunInfo,
    *,
    keep: int = KEEP,
    on_stage: Callable[[str], None] = _unheard,
) -> PublishedVersion:
    """Publishes the contract's tables of the warehouse as a new version.

    Args:
        warehouse: The working database: its path, or an open connection with everything committed.
        published: The published directory; made when missing.
        tables: The contract, from `published_tables`.
        run: What is stamped on the version.
        keep: How many versions stay; the current one always does.
        on_stage: Told each stage of STAGES when it is done.

    Raises:
        PublishRefused: With every reason; the current version is untouched.
        StoreBusyError: Another process is writing to the store.
    """
    if keep < 1:
        raise ValueError(f"keep is {keep}, at least one version has to stay")
    store = Store(published)
    with store.locked():
        recover_locked(store)
        version = store.next_version()
        incoming = store.versions / f"{INCOMING}{version}"
        try:
            incoming.mkdir()
            on_stage("begun")
            _prepare(warehouse, store, incoming, tables, (version, run), on_stage)
            incoming.rename(store.versions / version)
        finally:
            shutil.rmtree(incoming, ignore_errors=True)
        sync(store.versions)
        on_stage("versioned")
        replace_by_link(store.file_of(version), store.current)
        on_stage("current")
        record(store, version, "publish", run.published_utc)
        on_stage("recorded")
        prune(store, keep)
        on_stage("pruned")
        return read_version(store, version)


def _prepare(
    warehouse: Path | duckdb.DuckDBPyConnection,
    store: Store,
    incoming: Path,
    tables: Sequence[TableContract],
    stamp: tuple[str, RunInfo],
    on_stage: Callable[[str], None],
) -> None:
    """Fills the private directory with audited, synced, read-only files, or refuses."""
    with open_warehouse(warehouse, store.spill) as (con, source):
        _refuse(contract_faults(con, source, tables))
        with attached_copy(con, incoming, writable=True):
            entry = write_database(con, source, tables, stamp, _newest_log(store))
        on_stage("database")
        with attached_copy(con, incoming):
            write_parquet(con, incoming, tables)
            on_stage("parquet")
            _refuse(audit(con, incoming, tables, entry))
            manifest = _manifest(con, incoming, tables, entry)
        on_stage("audited")
    write_json(incoming / MANIFEST_FILE, manifest)
    seal(incoming)
    on_stage("sealed")


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise PublishRefused(reasons)


def _newest_log(store: Store) -> Path | None:
    """The log as the newest version has it, not the current one: after a rollback nothing is forgotten."""
    kept = store.kept()
    return parquet_file(store.versions / kept[-1], PUBLISH_LOG) if kept else None


def _manifest(
    con: duckdb.DuckDBPyConnection, incoming: Path, tables: Sequence[TableContract], entry: LogEntry
) -> dict[str, Any]:
    """The contract and the content of a version, for whoever fetches the files."""
    types = columns_of(con, COPY)
    run = entry.run
    return {
        "version": entry.version,
        "run_id": run.run_id,
        "git_revision": run.git_revision,
        "published_at": run.published_utc.isoformat(),
        "as_of": run.as_of.isoformat(),
        "data_through": entry.data_through.isoformat() if entry.data_through else None,
        "definition_hash": run.definition_hash,
        "duckdb_version": duckdb.__version__,
        "database": _described(incoming / DATABASE_FILE),
        "tables": {
            table.full_name: {
                "rows": entry.tables[table.full_name].rows,
                "checksum": entry.tables[table.full_name].checksum,
                "grain": list(table.grain),
                "comment": table.comment,
                "columns": [
                    {
                        "name": column.name,
                        "type": types[table.full_name][column.name],
                        "comment": column.comment,
                    }
                    for column in table.columns
                ],
                "parquet": _described(parquet_file(incoming, table)),
            }
            for table in tables
        },
    }


def _described(file: Path) -> dict[str, str | int]:
    return {"file": file.name, "bytes": file.stat().st_size, "sha256": sha256(file)}
