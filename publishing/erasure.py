"""All published versions without some people: each file is replaced whole, so readers never see half of one.

A version keeps its name, its figures and its place; its member tables lose rows. Safe to kill and to repeat:
a version's database is replaced last, so one that still names somebody is done again.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from publishing.files import replace_by_link, seal, sha256, sync, write_json
from publishing.log import PUBLISH_LOG
from publishing.sql import fingerprint, name, names, text
from publishing.store import INCOMING, MANIFEST_FILE, Store
from publishing.versions import recover_locked
from publishing.write import COPY, DATABASE_FILE, ROW_GROUP_SIZE, STORAGE_VERSION, attached_copy
from sources.erasure.database import Removed, rewrite_database

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from sources.erasure.database import Needles

_SQL_LOG = (PUBLISH_LOG.schema, PUBLISH_LOG.name)


@dataclass
class PublishedErased:
    """What the published store lost."""

    versions: int = 0
    tables: dict[str, Removed] = field(default_factory=dict)
    """Over all versions, by `schema.table`."""


def erase_published(published: Path, needles: Needles, scratch: Path) -> PublishedErased:
    """Take the people named by `needles` out of every version.

    Raises:
        StoreBusyError: another process writes to the store.
    """
    erased, store = PublishedErased(), Store(published)
    if not store.versions.is_dir():
        return erased
    with store.locked():
        recover_locked(store)
        current = store.current_version()
        rows: dict[str, dict[str, int]] = {}
        for version in store.kept():
            removed = _erase_version(store, version, needles, scratch, rows)
            if version == current:
                replace_by_link(store.file_of(version), store.current)
            erased.versions += bool(removed)
            for table, lost in removed.items():
                whole = erased.tables.setdefault(table, Removed())
                whole.rows += lost.rows
                whole.cleared += lost.cleared
    return erased


def _erase_version(
    store: Store, version: str, needles: Needles, scratch: Path, rows: dict[str, dict[str, int]]
) -> dict[str, Removed]:
    """Take the people out of one version; `rows` collects the rows per table of versions that changed."""
    whole = store.versions / version
    aside = store.versions / f"{INCOMING}erasing-{version}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        removed = rewrite_database(
            store.file_of(version), aside / DATABASE_FILE, needles, scratch, storage_version=STORAGE_VERSION
        )
        if removed or rows:
            _complete(whole, aside, version, removed, rows)
            _swap(aside, whole)
        return removed
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _complete(
    whole: Path, aside: Path, version: str, removed: dict[str, Removed], rows: dict[str, dict[str, int]]
) -> None:
    """Beside the new database: the Parquet files that changed, and a manifest that fits both."""
    manifest = json.loads((whole / MANIFEST_FILE).read_text(encoding="utf-8"))
    con = duckdb.connect()
    try:
        with attached_copy(con, aside, writable=True):
            _recount(con, manifest, removed)
            if removed:
                rows[version] = {table: int(told["rows"]) for table, told in manifest["tables"].items()}
            _correct_log(con, rows)
        with attached_copy(con, aside):
            for table in removed:
                _write_parquet(con, aside, table, manifest["tables"][table]["grain"])
                manifest["tables"][table]["parquet"] = _described(aside / f"{table}.parquet")
            _write_parquet(con, aside, PUBLISH_LOG.full_name, PUBLISH_LOG.grain)
    finally:
        con.close()
    manifest["database"] = _described(aside / DATABASE_FILE)
    write_json(aside / MANIFEST_FILE, manifest)
    seal(aside)


def _recount(con: duckdb.DuckDBPyConnection, manifest: dict[str, Any], removed: dict[str, Removed]) -> None:
    for table in removed:
        told = manifest["tables"][table]
        found = fingerprint(con, _place(table), [column["name"] for column in told["columns"]])
        told["rows"], told["checksum"] = found.rows, found.checksum


def _correct_log(con: duckdb.DuckDBPyConnection, rows: dict[str, dict[str, int]]) -> None:
    """Every log in the store tells the rows that each version has now."""
    for version, tables in rows.items():
        con.execute(
            f"UPDATE {name(COPY, *_SQL_LOG)} SET row_count = ?, rows_per_table = ? WHERE version = ?",
            [sum(tables.values()), json.dumps(dict(sorted(tables.items()))), version],
        )


def _write_parquet(con: duckdb.DuckDBPyConnection, aside: Path, table: str, grain: Any) -> None:  # noqa: ANN401 - JSON
    con.execute(
        f"COPY (SELECT * FROM {_place(table)} ORDER BY {names(grain)}) TO {text(aside / f'{table}.parquet')} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_SIZE})"
    )


def _swap(aside: Path, whole: Path) -> None:
    for file in sorted(aside.iterdir(), key=lambda each: each.name == DATABASE_FILE):
        file.replace(whole / file.name)
    sync(whole)


def _place(table: str) -> str:
    schema, _, own = table.partition(".")
    return name(COPY, schema, own)


def _described(file: Path) -> dict[str, str | int]:
    return {"file": file.name, "bytes": file.stat().st_size, "sha256": sha256(file)}
