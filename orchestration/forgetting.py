"""Erasure of members from end to end: under the writer's lock, in steps, resumable after a kill.

A journal says whom it is about and which steps are done. It is the only place where that lies open, readable
by its owner alone, and goes when the last step is done.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.forgetting_steps import STEPS, Work
from orchestration.forgetting_whom import Whom, resolve
from orchestration.lock import writer_lock
from orchestration.settings import Settings
from sources.erasure import tombstones
from sources.erasure.feeds import held_rows
from sources.layout import Home
from sources.registry import load_registry
from sources.stewardship.naming import Identifier

log = logging.getLogger("memberloop")


@dataclass
class Proof:
    """What was removed where; names nobody."""

    forgotten_at: datetime
    tombstones_expire_at: datetime | None
    members: int
    identifiers: int
    shared_identifiers: int
    is_dry_run: bool = False
    seconds: float = 0.0
    removed: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        told = dict(self.__dict__)
        expires = self.tombstones_expire_at
        told["forgotten_at"] = self.forgotten_at.isoformat()
        told["tombstones_expire_at"] = expires.isoformat() if expires else None
        return told


def forget(settings: Settings, identifiers: Sequence[Identifier], now: datetime) -> list[Proof]:
    """Erase whoever these identifiers stand for; first whoever a killed run has left half erased.

    Raises:
        ConfigurationError, lock.HomeIsBusy.
    """
    settings.require_pepper()
    with writer_lock(settings.home, settings.nightly.lock_wait_seconds):
        proofs = [proof for proof in (finish(settings),) if proof]
        if identifiers:
            whom = resolve(settings, identifiers)
            _write_journal(settings, {"forgotten_at": now.isoformat(), "whom": whom.as_json(), "done": {}})
            proofs += [proof for proof in (finish(settings),) if proof]
    return proofs


def look(settings: Settings, identifiers: Sequence[Identifier], now: datetime) -> Proof:
    """What an erasure would touch; nothing is written."""
    with writer_lock(settings.home, settings.nightly.lock_wait_seconds):
        whom = resolve(settings, identifiers)
        work = Work(settings, whom, now)
        proof = _proof(whom, now, None)
        proof.is_dry_run = True
        for feed in load_registry():
            rows = held_rows(work.erasure, feed)
            if rows:
                proof.removed.append({"place": "raw", "what": feed.name, "rows": rows})
        return proof


def finish(settings: Settings) -> Proof | None:
    """Do what is left of an erasure that was begun; None when none was. For the holder of the lock."""
    journal = _read_journal(settings)
    if journal is None:
        return None
    started = time.monotonic()
    now = datetime.fromisoformat(journal["forgotten_at"])
    whom = Whom.of_json(journal["whom"])
    work = Work(settings, whom, now, words=set(journal.get("words", ())))
    # First of all, so that nothing that lands meanwhile brings anybody back.
    expires = tombstones.add(work.home, whom.targets, now, settings.identity.tombstone_days)
    for step, act in STEPS.items():
        if step not in journal["done"]:
            log.info("forget: %s", step)
            journal["done"][step] = act(work)
            journal["words"] = sorted(work.words)
            _write_journal(settings, journal)
    proof = _proof(whom, now, expires)
    proof.removed = [row for rows in journal["done"].values() for row in rows]
    proof.seconds = round(time.monotonic() - started, 1)
    _write_proof(work.home, proof)
    _journal(settings).unlink()
    return proof


def _proof(whom: Whom, now: datetime, expires: datetime | None) -> Proof:
    return Proof(now, expires, len(whom.uids), len(whom.targets.items), whom.shared)


def _journal(settings: Settings) -> Path:
    return Home(settings.home).erasure / "journal.json"


def _read_journal(settings: Settings) -> dict[str, Any] | None:
    path = _journal(settings)
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write_journal(settings: Settings, journal: dict[str, Any]) -> None:
    path = _journal(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(".journal.json.new")
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(journal))  # in one piece, which takes a tenth of the time
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)


def _write_proof(home: Home, proof: Proof) -> None:
    folder = home.erasure / "proofs"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{proof.forgotten_at:%Y%m%dT%H%M%S%f}.json"
    (folder / name).write_text(json.dumps(proof.as_json(), indent=2) + "\n", encoding="utf-8")
