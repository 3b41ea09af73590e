"""Placing landing files whole: written aside, compared with what is there, renamed into place."""

from __future__ import annotations

import fcntl
import filecmp
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path


class ImportRefused(Exception):
    """The import cannot be done as things are; the message says why and what to do."""


class Placer:
    """Places files under a landing zone and counts them."""

    def __init__(self, landing: Path, incoming: Path) -> None:
        self.landing = landing
        self.incoming = incoming
        self.written = 0
        self.unchanged = 0

    @contextmanager
    def placing(self, feed: str, day: date, name: str) -> Iterator[Path]:
        """Give a path to write to; afterwards the file is in place, whole, or was there already."""
        draft = self.incoming / f"{feed}-{name}"
        yield draft
        target = self.landing / feed / day.isoformat() / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(target)
            self.written += 1
        elif filecmp.cmp(draft, target, shallow=False):
            draft.unlink()
            self.unchanged += 1
        else:
            raise ImportRefused(
                f"{target} is there with other content, and landed files are never changed: "
                "use a fresh MEMBERLOOP_HOME, or remove that file"
            )


@contextmanager
def open_placer(landing: Path) -> Iterator[Placer]:
    """Hold the landing zone for one import; what a killed import left half-written is removed."""
    landing.mkdir(parents=True, exist_ok=True)
    lock_path = landing.parent / ".import.lock"
    incoming = landing.parent / ".import"
    with lock_path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise ImportRefused(f"another import is at work in {landing.parent}") from taken
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir()
        try:
            yield Placer(landing, incoming)
        finally:
            shutil.rmtree(incoming, ignore_errors=True)
