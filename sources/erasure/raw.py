"""The raw store without its targets: batches that hold them are written anew, the others are not touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources import sql
from sources.erasure.flags import IS_GONE, IS_HIT, cleaned, flagged
from sources.erasure.policy import named_columns
from sources.manifest import ERASED_COLUMN, FILE_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from sources.erasure.targets import Targets
    from sources.layout import Home
    from sources.registry import Feed

_OPTIONS = "filename = true, file_row_number = true"


@dataclass
class Held:
    """What a batch holds of the targets."""

    file_ids: set[str] = field(default_factory=set)
    """Delivered files with such rows."""
    gone: int = 0
    """Rows that go."""
    cleared: int = 0
    """Rows that stay without what names a target."""


def batches_with_targets(
    con: duckdb.DuckDBPyConnection, home: Home, feed: Feed, targets: Targets
) -> dict[str, Held]:
    """What each batch holds of the targets, by its file of rows; those that hold nothing are left out."""
    select = _flagged_store(con, home, feed, targets)
    if select is None:
        return {}
    found: dict[str, Held] = {}
    for batch, file_id, gone, hit in con.execute(f"""
        SELECT filename, _file_id, count(*) FILTER ({sql.name(IS_GONE)}), count(*) FROM ({select})
        WHERE {sql.name(IS_HIT)} GROUP BY 1, 2 ORDER BY 1, 2
    """).fetchall():
        held = found.setdefault(batch, Held())
        held.file_ids.add(file_id)
        held.gone += gone
        held.cleared += hit - gone
    return found


def count_targets(con: duckdb.DuckDBPyConnection, home: Home, feed: Feed, targets: Targets) -> int:
    """How many rows name a target."""
    select = _flagged_store(con, home, feed, targets)
    if select is None:
        return 0
    found = con.execute(f"SELECT count(*) FROM ({select}) WHERE {sql.name(IS_HIT)}").fetchone()
    return int(found[0]) if found else 0


def _flagged_store(con: duckdb.DuckDBPyConnection, home: Home, feed: Feed, targets: Targets) -> str | None:
    if not named_columns(feed) or not any(home.raw_of(feed.name).glob("*/rows.parquet")):
        return None
    pattern = home.raw_of(feed.name) / "*" / "rows.parquet"
    relation = f"read_parquet({sql.literal(str(pattern))}, {_OPTIONS}, union_by_name = true)"
    return flagged(feed, relation, _columns(con, relation), targets.keys)


def erase_batch(con: duckdb.DuckDBPyConnection, feed: Feed, rows_file: Path, targets: Targets) -> None:
    """Write a batch anew; safe to repeat."""
    relation = f"read_parquet({sql.literal(str(rows_file))}, {_OPTIONS})"
    present = [name for name in _columns(con, relation) if name not in {"filename", "file_row_number"}]
    _replace(con, rows_file, cleaned(feed, flagged(feed, relation, present, targets.keys), present))


def recount(con: duckdb.DuckDBPyConnection, batch: Path, quarantine_file: Path) -> None:
    """Bring a batch's manifest in line with what is left of it: read = kept + quarantined + erased."""
    files = batch / "files.parquet"
    refused = "(SELECT NULL AS path, 0 AS n WHERE false)"
    if quarantine_file.exists():
        source = f"read_parquet({sql.literal(str(quarantine_file))})"
        refused = f"(SELECT path, count(line) AS n FROM {source} GROUP BY 1)"
    shown = [
        f"f.{sql.name(name)}" for name, _ in FILE_COLUMNS if name not in {"rows_kept", "rows_quarantined"}
    ]
    kept = "CASE WHEN f.status = 'accepted' THEN coalesce(k.n, 0) ELSE 0 END"
    _replace(
        con,
        files,
        f"""
        SELECT {", ".join(shown)}, {kept} AS rows_kept, coalesce(q.n, 0) AS rows_quarantined,
            f.rows_read - {kept} - coalesce(q.n, 0) AS {ERASED_COLUMN[0]}
        FROM read_parquet({sql.literal(str(files))}) AS f
        LEFT JOIN (
            SELECT _file_id AS file_id, count(*) AS n
            FROM read_parquet({sql.literal(str(batch / "rows.parquet"))}) GROUP BY 1
        ) AS k USING (file_id)
        LEFT JOIN {refused} AS q USING (path)
        ORDER BY f.delivered_on, f.path
        """,
    )


def _columns(con: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    return [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()]


def _replace(con: duckdb.DuckDBPyConnection, path: Path, select: str) -> None:
    # A name that no glob over batches matches.
    staged = path.with_name(f".{path.name}.erasing")
    con.execute(f"COPY ({select}) TO {sql.literal(str(staged))} (FORMAT parquet)")
    staged.replace(path)
