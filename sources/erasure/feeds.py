"""One feed in all its places below the warehouse: landing, raw store, quarantine and manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sources.erasure import landing, raw
from sources.erasure.policy import named_columns
from sources.erasure.refused import erase_refused
from sources.layout import SCHEMA_BATCH

if TYPE_CHECKING:
    from sources.erasure.landing import Rewritten
    from sources.erasure.scan import Erasure, Scanner
    from sources.layout import Home
    from sources.registry import Feed


@dataclass
class FeedErased:
    """What was taken out of one feed."""

    feed: str
    landing: Rewritten
    raw_rows: int = 0
    raw_cleared: int = 0
    quarantined_rows: int = 0


def erase_feed(erasure: Erasure, feed: Feed) -> FeedErased | None:
    """Take the targets out of a feed; None when it names nobody. Safe to repeat."""
    if not named_columns(feed) or not _was_delivered(erasure.home, feed):
        return None
    with erasure.engine() as scanner:
        return _erase(scanner, feed)


def held_rows(erasure: Erasure, feed: Feed) -> int:
    """Rows of the raw store that name a target: what an erasure would touch."""
    if not named_columns(feed) or not _was_delivered(erasure.home, feed):
        return 0
    with erasure.engine() as scanner:
        return raw.count_targets(scanner.con, scanner.home, feed, scanner.targets)


def _was_delivered(home: Home, feed: Feed) -> bool:
    """Most operators have few of the feeds: the others are not worth an engine."""
    batches = (path.name for path in home.raw_of(feed.name).glob("*"))
    return home.landing_of(feed.name).is_dir() or any(name != SCHEMA_BATCH for name in batches)


def _erase(scanner: Scanner, feed: Feed) -> FeedErased:
    con, home = scanner.con, scanner.home
    batches = raw.batches_with_targets(con, home, feed, scanner.targets)
    hits = {file_id for held in batches.values() for file_id in held.file_ids}
    # Landing goes first: the raw store is what says where to look, should this be killed.
    erased = FeedErased(feed.name, landing.rewrite(scanner, feed, landing.suspects(scanner, feed, hits)))
    refused = erase_refused(con, home, feed.name, erased.landing.lines)
    erased.quarantined_rows = sum(refused.values())
    for batch, held in sorted(batches.items()):
        raw.erase_batch(con, feed, Path(batch), scanner.targets)
        erased.raw_rows += held.gone
        erased.raw_cleared += held.cleared
    for name in sorted({Path(batch).parent.name for batch in batches} | set(refused)):
        raw.recount(con, home.raw_of(feed.name) / name, home.quarantine_of(feed.name) / name / "rows.parquet")
    return erased
