"""Which version is current: swapping, going back, recovering after a kill, forgetting old ones.

A version becomes visible in two steps, the rename of its finished directory and the swap of the current
file; the state file follows. A kill between any two of them leaves a store that recovery completes in the
direction it was going.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publishing.errors import PublishingError
from publishing.files import replace_by_link, sync
from publishing.store import INCOMING, REMOVING, Store, number, read_version

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from publishing.store import PublishedVersion


@dataclass(frozen=True)
class Recovery:
    """What recovery found to do; empty after a clean end."""

    removed: tuple[str, ...] = ()
    made_current: str | None = None


def recover(published: Path) -> Recovery:
    """Brings a store that a kill may have left half-way into a whole state; does nothing to a whole one."""
    store = Store(published)
    with store.locked():
        return recover_locked(store)


def rollback(published: Path, version: str, at: datetime | None = None) -> PublishedVersion:
    """Makes an older (or newer) kept version the current one, by the same swap as a publish.

    Args:
        published: The published directory.
        version: One of `list_versions`.
        at: The time to note in the state file.
    """
    store = Store(published)
    with store.locked():
        recover_locked(store)
        target = read_version(store, version)
        if not target.file.exists():
            raise PublishingError(f"Version {version} has lost its file {target.file.name}; choose another")
        if not target.is_current:
            make_current(store, version, "rollback", at)
        return read_version(store, version)


def recover_locked(store: Store) -> Recovery:
    """`recover` for callers that hold the lock."""
    removed = _remove_leftovers(store)
    kept = store.kept()
    if not kept:
        return Recovery(removed=removed)
    newest, state, current = kept[-1], store.read_state(), store.current_version()
    if current is None:
        # Killed before the very first swap, or the link was lost: what the state file says, else the newest.
        known = state.current if state.current in kept and number(newest) <= number(state.latest) else None
        current = known or newest
        make_current(store, current, "restore" if known else "publish")
    elif state.latest is None:
        # The state file is lost or was never reached: the file that readers see decides.
        record(store, current, "publish" if current == newest else "rollback")
    elif number(newest) > number(state.latest):
        current = newest
        make_current(store, current, "publish")
    elif current != state.current:
        record(store, current, "rollback")
    else:
        return Recovery(removed=removed)
    return Recovery(removed=removed, made_current=current)


def make_current(store: Store, version: str, event: str, at: datetime | None = None) -> None:
    """Swaps the current file, then notes it. Readers see the old file or the new one, at every moment."""
    replace_by_link(store.file_of(version), store.current)
    record(store, version, event, at)


def record(store: Store, version: str, event: str, at: datetime | None = None) -> None:
    """Notes in the state file that a version has become current."""
    state = store.read_state()
    state.remember(event, version, at)
    state.latest = max(state.latest or version, *store.kept(), key=number)
    store.write_state(state)


def prune(store: Store, keep: int) -> tuple[str, ...]:
    """Removes all but the newest `keep` versions; the current one stays whatever its age."""
    current = store.current_version()
    gone = tuple(version for version in store.kept()[:-keep] if version != current)
    for version in gone:
        # Renamed first: a version is whole or not there.
        aside = store.versions / f"{REMOVING}{version}"
        (store.versions / version).rename(aside)
        shutil.rmtree(aside)
    if gone:
        sync(store.versions)
    return gone


def _remove_leftovers(store: Store) -> tuple[str, ...]:
    found = [
        path
        for path in (*store.versions.iterdir(), *store.current.parent.iterdir(), *store.root.iterdir())
        if path.name.startswith((INCOMING, REMOVING, ".swap-", ".state.json.")) or path == store.spill
    ]
    for path in found:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return tuple(sorted(path.name for path in found))
