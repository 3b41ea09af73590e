"""New and changed objects into the local landing folder, which readers use as if it were all there is.

Safe to kill at any point: a file appears whole or not at all, and the next fetch goes on where this one was.
What was fetched is never taken away again, even when the store forgets it: a delivery stays delivered.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.landing.keys import is_hidden, refusal
from sources.landing.ledger import Ledger, ledger_path
from sources.landing.store import StoreUnreachable, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sources.landing.store import ObjectStore, StoredObject

PARALLEL = 8
PROGRESS_SECONDS = 5
_INCOMING = ".incoming"
_BATCH = 200


@dataclass(frozen=True)
class Fetched:
    """What a fetch did. Reasons hold no key: a key may name what no log should."""

    listed: int = 0
    objects: int = 0
    size_bytes: int = 0
    faults: Mapping[str, int] = field(default_factory=dict)  # reason → objects
    unreachable: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everything that lies in the store lies here now."""
        return not self.faults and self.unreachable is None

    def __str__(self) -> str:
        """One line for a log or a check."""
        if self.unreachable:
            return f"the store could not be reached: {self.unreachable}"
        done = f"{self.objects} of {self.listed} objects were new, {self.size_bytes / 1e6:.1f} MB"
        missed = ", ".join(f"{count} {reason}" for reason, count in sorted(self.faults.items()))
        return f"{done}; not fetched: {missed}" if missed else done


def fetch(store: ObjectStore, landing: Path, progress: Callable[[str], None] | None = None) -> Fetched:
    """Bring what is new in the store into `landing`. One process at a time: hold the home's lock.

    Returns:
        What was done. A store that cannot be listed, and objects that cannot be read, are told there, not
        raised: the night goes on with what has landed, and the next one tries again.
    """
    tell = progress or (lambda _: None)
    shutil.rmtree(landing / _INCOMING, ignore_errors=True)
    (landing / _INCOMING).mkdir(parents=True)
    try:
        listed = store.objects()
    except StoreUnreachable as error:
        return Fetched(unreachable=str(error))
    ledger = Ledger(ledger_path(landing), store.name)
    try:
        return _fetch_new(store, landing, listed, ledger, tell)
    finally:
        ledger.close()
        shutil.rmtree(landing / _INCOMING, ignore_errors=True)


def _fetch_new(
    store: ObjectStore,
    landing: Path,
    listed: Sequence[StoredObject],
    ledger: Ledger,
    tell: Callable[[str], None],
) -> Fetched:
    visible = [stored for stored in listed if not is_hidden(stored.key)]
    faults = Counter(why for stored in listed if (why := refusal(stored.key)))
    known = ledger.known()
    new = [stored for stored in visible if not refusal(stored.key) and _is_new(stored, known, landing)]
    if new:
        tell(f"landing zone: {len(new)} of {len(listed)} objects are new")
    done: list[StoredObject] = []
    count = size = 0
    for stored, fault in _downloaded(store, landing, new, tell):
        if fault:
            faults[fault] += 1
            continue
        done.append(stored)
        count, size = count + 1, size + stored.size
        if len(done) == _BATCH:
            ledger.enter(done)
            done.clear()
    ledger.enter(done)
    return Fetched(len(listed), count, size, dict(faults))


def _is_new(stored: StoredObject, known: Mapping[str, tuple[int, str, int]], landing: Path) -> bool:
    """Compared with what the store said last time, not with the local file: erasure rewrites that one."""
    if stored.key not in known or not (landing / stored.key).exists():
        return True
    size, etag, modified = known[stored.key]
    same = etag == stored.etag if stored.etag else modified == stored.modified_ns
    return size != stored.size or not same


def _downloaded(
    store: ObjectStore, landing: Path, new: Sequence[StoredObject], tell: Callable[[str], None]
) -> Iterator[tuple[StoredObject, str | None]]:
    """Each object once it is in place, or with the reason why it is not."""
    last_told, size = time.monotonic(), 0
    pool = ThreadPoolExecutor(PARALLEL)
    try:
        for start in range(0, len(new), _BATCH):
            jobs = {pool.submit(_bring, store, landing, o): o for o in new[start : start + _BATCH]}
            for nth, job in enumerate(as_completed(jobs), start + 1):
                size += jobs[job].size
                if time.monotonic() - last_told >= PROGRESS_SECONDS:
                    tell(f"landing zone: {nth} of {len(new)} objects, {size / 1e6:.0f} MB")
                    last_told = time.monotonic()
                yield jobs[job], job.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _bring(store: ObjectStore, landing: Path, stored: StoredObject) -> str | None:
    """One object into place: aside, complete, on the disk, then renamed. Returns the fault, if any."""
    aside = landing / _INCOMING / hashlib.sha256(stored.key.encode()).hexdigest()
    target = landing / stored.key
    try:
        store.download(stored.key, aside)
        if aside.stat().st_size != stored.size:
            return "changed while it was read"
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        os.utime(aside, ns=(stored.modified_ns, stored.modified_ns))
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(target)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        return "name taken by a file or folder"
    except Exception as error:  # noqa: BLE001  one object's trouble, of whatever kind, must not stop the others
        return told(error)
    return None
