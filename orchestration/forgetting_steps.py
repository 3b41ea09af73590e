"""The steps of an erasure, in their order: each takes the people out of one place and may be repeated."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from orchestration.forgetting_whom import Whom
from orchestration.landing import landing_store
from orchestration.servers import version_to_postgres
from orchestration.settings import Settings
from publishing import list_versions
from publishing.erasure import erase_published
from sources.erasure.assignments import erase_assignments
from sources.erasure.database import Removed, rewrite_database
from sources.erasure.feeds import erase_feed
from sources.erasure.retired import retire
from sources.erasure.scan import Erasure
from sources.erasure.sweep import mentions, sweep
from sources.identifiers import Pepper
from sources.landing import put
from sources.layout import Home
from sources.registry import load_registry

Row = dict[str, Any]
_SHOWN = 12
_LEAST_WORD = 6
_STORE = (
    "landing",
    "raw",
    "quarantine",
    "warehouse",
    "published",
    "reports",
    "erasure",
    "experiments",
    "truth",
)
"""Folders with steps of their own; `truth` is a demo's, and no step of ours made it."""


@dataclass
class Work:
    """One erasure at work."""

    settings: Settings
    whom: Whom
    now: datetime
    words: set[str] = field(default_factory=set)
    """Texts of the people as delivered, met so far: what logs of other tools might hold."""

    @property
    def home(self) -> Home:
        """The folders."""
        return Home(self.settings.home)

    @cached_property
    def erasure(self) -> Erasure:
        """What the rooms below the warehouse need to know."""
        issuers = {
            "wecom.corp_id": self.settings.wecom.corp_id,
            "wechat.appid": self.settings.wechat.appid,
        }
        return Erasure(self.home, Pepper(self.settings.require_pepper()), self.whom.targets, issuers)

    @property
    def marks(self) -> frozenset[bytes]:
        """Words that name the people in any text: what was delivered, hashes, and their shown beginnings."""
        own = self.whom.needles.hashes
        found = {*own, *(one[:_SHOWN] for one in own), *(w for w in self.words if len(w) >= _LEAST_WORD)}
        return frozenset(word.encode() for word in found)


def _feeds(work: Work) -> list[Row]:
    """Landing, raw store and quarantine, feed by feed; the object store gets what landing has now."""
    rows, rewritten = [], []
    for feed in load_registry():
        erased = erase_feed(work.erasure, feed)
        if erased is None:
            continue
        done = erased.landing
        work.words |= done.words
        rewritten += done.paths
        rows += _told("landing", feed.name, files=done.files, rows=done.gone, cleared=done.cleared)
        rows += _told("landing", feed.name, unreadable_files=done.unreadable)
        rows += _told("raw", feed.name, rows=erased.raw_rows, cleared=erased.raw_cleared)
        rows += _told("quarantine", feed.name, rows=erased.quarantined_rows)
    store = landing_store(work.settings)
    if store is not None and rewritten:
        done_files, faults = put(store, work.home.landing, rewritten, anew=True)
        rows += _told("object store", "objects", files=done_files)
        rows += [row for reason, n in sorted(faults.items()) for row in _told("object store", reason, left=n)]
    return rows


def _warehouse(work: Work) -> list[Row]:
    """The working file, made anew: its free blocks would keep what was deleted."""
    file = work.home.warehouse_file
    if not file.exists():
        return []
    folder = file.parent / ".erasing"
    folder.mkdir(exist_ok=True)
    # Views name their database, so the new file has the old one's name.
    aside = folder / file.name
    for left in folder.iterdir():
        left.unlink()
    removed = rewrite_database(file, aside, work.whom.needles, work.home.scratch)
    retire(aside, work.whom.uids, work.now)
    aside.replace(file)
    file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
    folder.rmdir()
    return _lost("warehouse", removed)


def _assignments(work: Work) -> list[Row]:
    gone = erase_assignments(work.home, work.whom.needles.uids)
    return _told("experiments", "assignment_ledger", rows=gone)


def _published(work: Work) -> list[Row]:
    erased = erase_published(work.home.published, work.whom.needles, work.home.scratch)
    return _told("published", "versions", files=erased.versions) + _lost("published", erased.tables)


def _postgres(work: Work) -> list[Row]:
    """The server gets the current version anew; its other tables are of that version alone."""
    current = next((v for v in list_versions(work.home.published) if v.is_current), None)
    done = version_to_postgres(work.settings, current) if current else None
    return _told("PostgreSQL", done.version, files=done.tables) if done else []


def _reports(work: Work) -> list[Row]:
    """Pages hold sums; should one name somebody, all are drawn anew from what is published now."""
    marks = work.marks | {uid.encode() for uid in work.whom.needles.uids}
    pages = [path for path in work.home.reports.rglob("*") if path.is_file() and mentions(path, marks)]
    if not pages:
        return []
    for page in pages:
        page.unlink()
    if (work.home.published / "current" / "memberloop.duckdb").exists():
        from publishing import current_file
        from reports.render import render_all

        render_all(current_file(work.home.published), work.home.reports)
    return _told("reports", "pages", files=len(pages))


def _tools(work: Work) -> list[Row]:
    """Dagster's storage and logs, journals of pulls, and whatever else tools keep in the home."""
    pulls = work.home.landing / ".wecom"
    pending = list(pulls.glob("wecom_*.sqlite*"))
    for path in pending:
        # Answers of a pull that has not ended: it asks again.
        path.unlink()
    folders = [path for path in sorted(work.home.root.iterdir()) if path.name not in _STORE]
    folders = [path for path in folders if path.name not in {".writer.lock", ".demo-pepper"}]
    elsewhere = os.environ.get("DAGSTER_HOME")
    if (
        elsewhere
        and Path(elsewhere).is_dir()
        and Path(elsewhere).resolve() not in [f.resolve() for f in folders]
    ):
        folders.append(Path(elsewhere))
    swept = sweep([*folders, *([pulls] if pulls.is_dir() else [])], work.marks)
    return _told("tools", "Dagster, logs, journals", files=swept.files + len(pending), cleared=swept.places)


STEPS: dict[str, Callable[[Work], list[Row]]] = {
    "landing, raw and quarantine": _feeds,
    "warehouse": _warehouse,
    "assignments to experiments": _assignments,
    "published versions": _published,
    "PostgreSQL": _postgres,
    "reports": _reports,
    "Dagster, logs and journals": _tools,
}


def _lost(place: str, removed: dict[str, Removed]) -> list[Row]:
    return [
        row
        for table, lost in sorted(removed.items())
        for row in _told(place, table, rows=lost.rows, cleared=lost.cleared)
    ]


def _told(place: str, what: str, **counts: int) -> list[Row]:
    """One row of the proof; none where nothing was done."""
    if not any(counts.values()):
        return []
    return [{"place": place, "what": what, **counts}]
