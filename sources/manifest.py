"""The raw store: which batches exist, what their manifests say, and moving a batch in whole."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources import quarantine, sql
from sources.layout import SCHEMA_BATCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import duckdb

    from sources.layout import Home
    from sources.registry import Feed

FILE_COLUMNS = (
    ("feed", "VARCHAR"),
    ("file_id", "VARCHAR"),
    ("path", "VARCHAR"),
    ("delivered_on", "DATE"),
    ("size_bytes", "BIGINT"),
    ("mtime_ns", "BIGINT"),
    ("status", "VARCHAR"),
    ("reason", "VARCHAR"),
    ("encoding", "VARCHAR"),
    ("shape", "VARCHAR"),
    ("rows_read", "BIGINT"),
    ("rows_kept", "BIGINT"),
    ("rows_quarantined", "BIGINT"),
    ("unknown_columns", "VARCHAR"),
    ("batch_id", "VARCHAR"),
)
"""Columns of raw/<feed>/<batch>/files.parquet."""
ERASED_COLUMN = ("rows_erased", "BIGINT")
"""A further column of batches from which rows were erased: rows read = kept + quarantined + erased."""


@dataclass(frozen=True)
class Known:
    """What earlier batches of a feed have seen."""

    places: frozenset[tuple[str, int, int]]  # path, size, mtime: not worth reading again
    file_ids: frozenset[str]


def known_files(con: duckdb.DuckDBPyConnection, home: Home, feed: str) -> Known:
    """The manifest of a feed's accepted batches."""
    rows = []
    for files in (home.raw_of(feed).glob("*/files.parquet"), home.aliases_of(feed).glob("*.parquet")):
        if found := ", ".join(sql.literal(str(path)) for path in files):
            source = f"read_parquet([{found}], union_by_name = true)"
            rows += con.execute(f"SELECT path, size_bytes, mtime_ns, file_id FROM {source}").fetchall()
    return Known(frozenset((p, s, m) for p, s, m, _ in rows), frozenset(row[3] for row in rows))


def write_empty_batches(con: duckdb.DuckDBPyConnection, home: Home, feeds: Iterable[Feed]) -> None:
    """Give every feed its empty batch in the columns that the registry declares today."""
    for feed in feeds:
        rows = [(raw.name, raw.sql_type) for raw in feed.raw_columns] + [("_file_id", "VARCHAR")]
        raw, kept = home.raw_of(feed.name) / SCHEMA_BATCH, home.quarantine_of(feed.name) / SCHEMA_BATCH
        _write_empty(con, raw / "rows.parquet", rows)
        _write_empty(con, raw / "files.parquet", FILE_COLUMNS)
        _write_empty(con, kept / "rows.parquet", quarantine.COLUMNS)


def _write_empty(con: duckdb.DuckDBPyConnection, path: Path, columns: Sequence[tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shape = ", ".join(f"CAST(NULL AS {kind}) AS {sql.name(name)}" for name, kind in columns)
    # Outside the feed's directory, so that a reader's glob never meets half a file.
    staged = path.parent.parent.parent / f".{path.parent.parent.name}-{path.name}"
    con.execute(f"COPY (SELECT {shape} WHERE false) TO {sql.literal(str(staged))} (FORMAT parquet)")
    staged.replace(path)


def incoming(home: Home, feed: str, batch_id: str) -> tuple[Path, Path]:
    """Fresh directories for a batch: raw and quarantine."""
    # One level deeper than accepted batches: a glob over those does match names that begin with a dot.
    both = (home.raw_incoming / feed / batch_id, home.quarantine_incoming / feed / batch_id)
    for directory in both:
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
    return both


def move_in(home: Home, feed: str, batch_id: str) -> None:
    """Make a prepared batch part of the store. The rename of the raw directory is what counts."""
    raw, kept = home.raw_incoming / feed / batch_id, home.quarantine_incoming / feed / batch_id
    kept_target = home.quarantine_of(feed) / batch_id
    kept_target.parent.mkdir(parents=True, exist_ok=True)
    # What a killed run left there belongs to no batch.
    shutil.rmtree(kept_target, ignore_errors=True)
    kept.replace(kept_target)
    home.raw_of(feed).mkdir(parents=True, exist_ok=True)
    raw.replace(home.raw_of(feed) / batch_id)
    _drop_empty(raw.parent, kept.parent)


def forget_incoming(home: Home, feed: str, batch_id: str) -> None:
    """Drop a prepared batch."""
    for directory in (home.raw_incoming, home.quarantine_incoming):
        shutil.rmtree(directory / feed / batch_id, ignore_errors=True)
        _drop_empty(directory / feed)


def _drop_empty(*directories: Path) -> None:
    for directory in directories:
        if directory.is_dir() and not any(directory.iterdir()):
            directory.rmdir()


def remove_leftovers(home: Home) -> None:
    """Remove what a killed run left: prepared batches, orphaned quarantine, scratch files."""
    for directory in (home.raw_incoming, home.quarantine_incoming):
        shutil.rmtree(directory, ignore_errors=True)
    for batch in home.quarantine.glob("*/*"):
        if batch.is_dir() and not (home.raw_of(batch.parent.name) / batch.name).is_dir():
            shutil.rmtree(batch)
    for left in home.scratch.glob("ingest-*"):
        shutil.rmtree(left, ignore_errors=True)
