"""What a file would become, without taking it: its feed, how it is read, and what would be refused.

The file is read as on a night, in a home that exists only for the while; identifiers are hashed with a pepper
of no use and thrown away.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sources import sql
from sources.casting import DEFAULT_SETTINGS
from sources.explain_feeds import likely_feeds
from sources.identifiers import Pepper
from sources.ingest import ensure_schemas, prepare_batch
from sources.intake import DamagedFileError, TextScan, scan
from sources.layout import Home
from sources.readers.header import choose_encoding, read_header
from sources.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sources.ingest import Batch
    from sources.registry import Feed

_ANY_DAY = date(2000, 1, 1)
_TRIED = 4
"""So many likely feeds are read to see which takes the file best."""


@dataclass(frozen=True)
class Refused:
    """Rows, or the file, that would be quarantined for one reason."""

    reason: str
    column_name: str | None
    rows: int
    first_line: int | None
    excerpt: str | None
    """Masked."""


@dataclass(frozen=True)
class Explanation:
    """What one file would become."""

    path: str
    candidates: tuple[str, ...]
    """Feeds that its content may be of, likeliest first; one when its folder tells."""
    feed: str | None = None
    family: str | None = None
    status: str = "quarantined"
    reason: str | None = None
    shape: str | None = None
    encoding: str | None = None
    compression: str | None = None
    delimiter: str | None = None
    natural_key: tuple[str, ...] = ()
    rows_read: int = 0
    rows_kept: int = 0
    rows_quarantined: int = 0
    refused: tuple[Refused, ...] = ()
    unknown_columns: tuple[str, ...] = ()


def explain(
    path: Path,
    registry: Registry,
    settings: Mapping[str, str] = DEFAULT_SETTINGS,
    feed: str | None = None,
) -> Explanation:
    """Tell what the file would become; nothing outside a temporary directory is written.

    Args:
        path: any file.
        registry: the declared feeds.
        settings: values behind `issuer_setting`.
        feed: what the file is; found out by its folder, then by its content, when not given.
    """
    told = feed or _feed_of_folder(path, registry)
    candidates = (told,) if told else likely_feeds(path, registry)
    tried = [_as_feed(path, registry[name], settings) for name in candidates[:_TRIED]]
    if not tried:
        return Explanation(str(path), (), reason="no_feed_fits", compression=_compression(path))
    best = max(
        tried, key=lambda found: (found.status == "accepted", found.rows_kept, -found.rows_quarantined)
    )
    return replace(best, candidates=candidates)


def _feed_of_folder(path: Path, registry: Registry) -> str | None:
    """The feed when the file lies as in a landing zone: below `<feed>/<day>/`."""
    return next((parent.name for parent in path.absolute().parents if parent.name in registry), None)


def _as_feed(path: Path, feed: Feed, settings: Mapping[str, str]) -> Explanation:
    with tempfile.TemporaryDirectory(prefix="memberloop-explain-") as root:
        home = Home(Path(root))
        place = home.landing_of(feed.name) / _ANY_DAY.isoformat() / path.name
        place.parent.mkdir(parents=True)
        # A copy: a file that is still being written must not change under the reader.
        shutil.copyfile(path, place)
        ensure_schemas(home, Registry({feed.name: feed}))
        batch = prepare_batch(home, feed, Pepper("explain"), _ANY_DAY, settings=settings)
        return _explained(path, feed, batch) if batch else Explanation(str(path), (feed.name,), feed.name)


def _explained(path: Path, feed: Feed, batch: Batch) -> Explanation:
    con = sql.connect(batch.rows_path.parent)
    try:
        manifest = con.execute(f"""
            SELECT status, reason, shape, encoding, rows_read, rows_kept, rows_quarantined
            FROM read_parquet({sql.literal(str(batch.files_path))})
        """).fetchall()[0]
        refused = con.execute(f"""
            SELECT reason, column_name, count(*), min(line), arg_min(excerpt, coalesce(line, 0))
            FROM read_parquet({sql.literal(str(batch.quarantine_path))})
            GROUP BY ALL ORDER BY 3 DESC, 1, 2
        """).fetchall()
    finally:
        con.close()
    status, reason, shape, encoding, read, kept, quarantined = manifest
    return Explanation(
        path=str(path),
        candidates=(feed.name,),
        feed=feed.name,
        family=feed.family,
        status=status,
        reason=reason,
        shape=shape,
        encoding=encoding,
        compression=_compression(path),
        delimiter=_delimiter(path, feed) if shape == "csv" else None,
        natural_key=feed.key,
        rows_read=read,
        rows_kept=kept,
        rows_quarantined=quarantined,
        refused=tuple(Refused(*row) for row in refused),
        unknown_columns=batch.new_columns,
    )


def _scan(path: Path) -> TextScan | None:
    try:
        return scan(path)
    except DamagedFileError:
        return None


def _compression(path: Path) -> str | None:
    found = _scan(path)
    return found.compression if found else None


def _delimiter(path: Path, feed: Feed) -> str | None:
    found = _scan(path)
    try:
        return read_header(feed, found, choose_encoding(feed, found, path)).delimiter if found else None
    except (DamagedFileError, UnicodeDecodeError):
        return None
