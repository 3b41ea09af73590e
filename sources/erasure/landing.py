"""The landing zone without its targets: files are written anew under their names, with their times."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sources import sql
from sources.erasure import aliases
from sources.erasure.rewriting.edit import Desk
from sources.erasure.rewriting.files import UnreadableFile, edit_file
from sources.erasure.targets import Recogniser
from sources.intake import deliveries
from sources.manifest import known_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sources.erasure.rewriting.edit import Edited
    from sources.erasure.scan import Content, Scanner
    from sources.intake import Delivery
    from sources.registry import Feed

_STAGED = ".erasing-"


@dataclass
class Rewritten:
    """What was done to the deliveries of a feed."""

    files: int = 0
    gone: int = 0
    """Records taken out."""
    cleared: int = 0
    """Records that stay without what named somebody."""
    unreadable: int = 0
    """Damaged files that nobody can look into."""
    paths: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    """Texts of targets that were met, as delivered."""
    lines: dict[str, set[int]] = field(default_factory=dict)
    """Lines that were touched, by path."""


def suspects(scanner: Scanner, feed: Feed, hit_ids: Iterable[str]) -> list[Delivery]:
    """Deliveries that may hold a target: those whose rows do, those with refused rows, and unread ones."""
    found = deliveries(scanner.home, feed.name, date.max)
    files = sorted(scanner.home.raw_of(feed.name).glob("*/files.parquet"))
    if not found or not files:
        return found
    listed = ", ".join(sql.literal(str(path)) for path in files)
    rows = scanner.con.execute(f"""
        SELECT path, file_id, status = 'quarantined' OR rows_quarantined > 0
        FROM read_parquet([{listed}], union_by_name = true)
    """).fetchall()
    hits = set(hit_ids)
    doubtful = {file_id for _, file_id, is_doubtful in rows if is_doubtful}
    known = {path for path, _, _ in rows}
    held = {path for path, file_id, _ in rows if file_id in hits or file_id in doubtful}
    return [delivery for delivery in found if delivery.path in held or delivery.path not in known]


def rewrite(scanner: Scanner, feed: Feed, suspected: list[Delivery]) -> Rewritten:
    """Take the targets out of these deliveries; safe to kill at any point and to repeat.

    Files are made aside, then their new identities are noted, then they take their places: a kill leaves old
    files that the next run finds, or new ones that ingestion knows.
    """
    done = Rewritten()
    if not suspected:
        return done
    _remove_staged(scanner.home.landing_of(feed.name))
    known = known_files(scanner.con, scanner.home, feed.name).file_ids
    desk = Desk(feed, Recogniser(scanner.pepper, scanner.targets), scanner.settings)
    staged: list[tuple[Path, Path]] = []
    noted: list[aliases.Alias] = []
    for content in scanner.scan(feed, suspected):
        edited = _edited(scanner, desk, content, done)
        if edited is None:
            continue
        for delivery in content.deliveries:
            path = scanner.home.landing / delivery.path
            aside = _stage(path, delivery, edited.data)
            staged.append((aside, path))
            noted += aliases.aliases_of(delivery, path, aside, known)
            _count(done, delivery, edited)
    aliases.write(scanner.con, scanner.home.aliases_of(feed.name), noted)
    for aside, path in staged:
        aside.replace(path)
    done.words = desk.recogniser.met
    return done


def _edited(scanner: Scanner, desk: Desk, content: Content, done: Rewritten) -> Edited | None:
    path = scanner.home.landing / content.deliveries[0].path
    try:
        edited = edit_file(desk, path.read_bytes(), content.outcome, content.places)
    except UnreadableFile:
        done.unreadable += len(content.deliveries)
        return None
    return edited if edited.is_changed else None


def _stage(path: Path, delivery: Delivery, data: bytes) -> Path:
    aside = path.with_name(_STAGED + path.name)
    aside.write_bytes(data)
    # The order of deliveries is that of days and names; times stay what tools beside us may look at.
    os.utime(aside, ns=(delivery.mtime_ns, delivery.mtime_ns))
    return aside


def _count(done: Rewritten, delivery: Delivery, edited: Edited) -> None:
    done.files += 1
    done.gone += edited.gone
    done.cleared += edited.cleared
    done.paths.append(delivery.path)
    done.lines[delivery.path] = edited.lines


def _remove_staged(folder: Path) -> None:
    for left in _staged(folder):
        left.unlink()


def _staged(folder: Path) -> Iterator[Path]:
    return folder.glob(f"**/{_STAGED}*")
