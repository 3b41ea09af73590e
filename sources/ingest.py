"""A feed's new files into the raw store: prepare a batch, let others check it, accept or discard it.

Safe to kill at any point: a batch that was not accepted leaves nothing that a reader sees, and `recover`
removes the rest. A batch is one directory, renamed into place whole.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sources import identifiers, manifest, quarantine, sql, values
from sources.assembly import Assembly
from sources.casting import DEFAULT_SETTINGS
from sources.intake import deliveries
from sources.reading import FeedReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from sources.identifiers import Pepper
    from sources.layout import Home
    from sources.outcome import Outcome
    from sources.registry import Feed, Registry

_BATCH_ID_LENGTH = 20


@dataclass(frozen=True)
class BatchCounts:
    """Sums over the files of a batch. rows_read = rows_kept + rows_quarantined."""

    files: int
    rows_read: int
    rows_kept: int
    rows_quarantined: int
    duplicates: int
    files_quarantined: int


@dataclass(frozen=True)
class Batch:
    """New files of one feed, read and judged, not yet part of the raw store."""

    feed: str
    batch_id: str
    rows_path: Path
    files_path: Path
    quarantine_path: Path
    counts: BatchCounts
    new_columns: tuple[str, ...]
    """Drift: delivered columns that the registry does not know."""


def prepare_batch(
    home: Home,
    feed: Feed,
    pepper: Pepper,
    up_to: date,
    *,
    progress: Callable[[str], None] | None = None,
    settings: Mapping[str, str] = DEFAULT_SETTINGS,
) -> Batch | None:
    """Read every file of the feed that is new and was delivered up to `up_to`.

    Returns:
        The batch, beside the raw store; None when nothing is new.
    """
    found = deliveries(home, feed.name, up_to)
    if not found:  # most feeds of most operators: not worth an engine
        return None
    con = sql.connect(home.scratch)
    try:
        known = manifest.known_files(con, home, feed.name)
        new = [d for d in found if (d.path, d.size_bytes, d.mtime_ns) not in known.places]
        if not new:
            return None
        identifiers.install_macros(con, pepper)
        values.install_macros(con, with_timezones=any(c.type == "timezone" for c in feed.columns))
        quarantine.install_macros(con)
        # Only its owner may enter; what the engine spills goes with it.
        work = Path(tempfile.mkdtemp(prefix="ingest-", dir=home.scratch))
        try:
            con.execute(f"SET temp_directory = {sql.literal(str(work / 'spill'))}")
            reader = FeedReader(con, home, feed, work, settings)
            outcomes = reader.read(new, known.file_ids, progress or (lambda _: None))
            if not outcomes:
                return None
            return _assemble(home, feed, Assembly(con, feed, outcomes, reader.number_lines), outcomes)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        con.close()


def accept_batch(home: Home, batch: Batch) -> None:
    """Make the batch part of the raw store."""
    manifest.move_in(home, batch.feed, batch.batch_id)


def discard_batch(home: Home, batch: Batch) -> None:
    """Drop the batch; its files are new again on the next night."""
    manifest.forget_incoming(home, batch.feed, batch.batch_id)


def recover(home: Home) -> None:
    """Remove what a killed run left behind. For the holder of the run lock only."""
    manifest.remove_leftovers(home)


def ensure_schemas(home: Home, registry: Registry) -> None:
    """Make the empty batch of every feed, so that globs over the store always match."""
    con = sql.connect(home.scratch)
    try:
        manifest.write_empty_batches(con, home, registry)
    finally:
        con.close()


def _assemble(home: Home, feed: Feed, assembly: Assembly, outcomes: Sequence[Outcome]) -> Batch:
    batch_id = _batch_id(home, feed, outcomes)
    raw, kept = manifest.incoming(home, feed.name, batch_id)
    assembly.write_rows(raw / "rows.parquet")
    assembly.write_files(raw / "files.parquet", batch_id)
    assembly.write_quarantine(kept / "rows.parquet", batch_id)
    return Batch(
        feed=feed.name,
        batch_id=batch_id,
        rows_path=raw / "rows.parquet",
        files_path=raw / "files.parquet",
        quarantine_path=kept / "rows.parquet",
        counts=BatchCounts(**assembly.counts()),
        new_columns=tuple(sorted({name for outcome in outcomes for name in outcome.unknown_columns})),
    )


def _batch_id(home: Home, feed: Feed, outcomes: Sequence[Outcome]) -> str:
    """Named by what was delivered where; a second batch of the same (a file touched again) gets a number."""
    delivered = "\n".join(f"{outcome.file_id} {outcome.delivery.path}" for outcome in outcomes)
    digest = hashlib.sha256(f"{feed.name}\n{delivered}".encode()).hexdigest()[:_BATCH_ID_LENGTH]
    batch_id, again = digest, 1
    while (home.raw_of(feed.name) / batch_id).exists():
        again += 1
        batch_id = f"{digest}-{again}"
    return batch_id
