"""Bringing an object store's deliveries into the home before a night reads them."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from orchestration.lock import writer_lock
from orchestration.records import CheckRecord
from orchestration.settings import Settings
from sources.landing import Fetched, ObjectStore, fetch, open_store, put

log = logging.getLogger("memberloop")
_ahead: dict[Path, Fetched] = {}
_DELIVERED = re.compile(r"[^/.][^/]*/(\d{4}-\d{2}-\d{2})/.+")


def landing_store(settings: Settings) -> ObjectStore | None:
    """The configured object store; None when deliveries land in the home's own folder.

    Raises ConfigurationError when the environment lacks the store's access key.
    """
    if not settings.landing.url:
        return None
    return open_store(settings.landing.address, settings.require_landing_key())


def land(settings: Settings) -> Fetched | None:
    """Fetch what is new in the store, holding the home's lock; None without a store.

    A store that does not answer is told and stops nothing: the night takes what is here, the next one the
    rest. Raises ConfigurationError, lock.HomeIsBusy.
    """
    store = landing_store(settings)
    if store is None:
        return None
    with writer_lock(settings.home, settings.nightly.lock_wait_seconds):
        fetched = fetch(store, settings.home / "landing", log.info)
    log.log(logging.INFO if fetched.is_whole else logging.WARNING, "landing zone: %s", fetched)
    return fetched


def land_ahead(settings: Settings) -> None:
    """Fetch before a run of this process begins: its day may be known only then. The run asks no more."""
    fetched = land(settings)
    if fetched is not None:
        _ahead[settings.home] = fetched


def land_for_run(settings: Settings) -> Fetched | None:
    """What was fetched ahead of this run, else fetch now; None without a store."""
    return _ahead.pop(settings.home, None) or land(settings)


def share(settings: Settings, store: ObjectStore, pattern: str) -> None:
    """Put local deliveries of that pattern into the store; what fails is told, and tried again next time."""
    landing = settings.home / "landing"
    keys = sorted(path.relative_to(landing).as_posix() for path in landing.glob(pattern))
    done, faults = put(store, landing, keys)
    log.info("landing zone: %d files put into the store", done)
    for reason, count in faults.items():
        log.warning("landing zone: %d files are here but not in the store: %s", count, reason)


@dataclass(frozen=True)
class Look:
    """What lies in the landing zone, here and in the store: delivery days, and a digest of all files."""

    days: frozenset[str]
    digest: str


def look(settings: Settings) -> Look:
    """Look at names, sizes and times of all deliveries; opens no file.

    A fetched file looks like the object that it came from, so fetching changes nothing here.
    Raises StoreUnreachable, ConfigurationError.
    """
    landing = settings.home / "landing"
    files = {path.relative_to(landing).as_posix(): _stamp(path) for path in landing.glob("*/*/**/*")}
    store = landing_store(settings)
    if store is not None:
        files |= {found.key: (found.size, found.modified_ns) for found in store.objects()}
    digest, days = hashlib.sha256(), set()
    for key, stamp in sorted(files.items()):
        delivered = _DELIVERED.fullmatch(key)
        if stamp and delivered and "/." not in key:
            days.add(delivered[1])
            digest.update(f"{key} {stamp}\n".encode("utf-8", "surrogateescape"))
    return Look(frozenset(days), digest.hexdigest())


def _stamp(path: Path) -> tuple[int, int] | None:
    """Size in bytes and time in nanoseconds of a file; None for what is no file, or no longer there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if S_ISREG(found.st_mode) else None


def landing_check(fetched: Fetched) -> CheckRecord:
    """What the run's log of checks says about the fetch."""
    return CheckRecord("raw", "landing", "object_store_fetched", "warning", fetched.is_whole, str(fetched))
