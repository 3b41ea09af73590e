"""One writer at a time: an advisory lock on the home that the system releases when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.5
# The lock belongs to the process: its steps may enter again what the command line already holds.
_held: set[Path] = set()


class HomeIsBusy(Exception):
    """Another run works on this home."""


@contextmanager
def writer_lock(home: Path, wait_seconds: int = 0) -> Iterator[None]:
    """Hold the home's writer lock; raise HomeIsBusy when it is not free within `wait_seconds`."""
    home.mkdir(parents=True, exist_ok=True)
    path = (home / ".writer.lock").resolve()
    if path in _held:
        yield
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(handle, wait_seconds)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        _held.add(path)
        yield
    finally:
        _held.discard(path)
        os.close(handle)


def _acquire(handle: int, wait_seconds: int) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = os.pread(handle, 32, 0).decode(errors="replace") or "unknown"
                raise HomeIsBusy(
                    f"another run (process {holder}) works on this home; wait for it to end, "
                    "or set nightly.lock_wait_seconds to wait for it"
                ) from None
            time.sleep(POLL_SECONDS)
        else:
            return
