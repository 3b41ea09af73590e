"""What was fetched, by store and key. A lost ledger costs a second fetch and nothing else."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sources.landing.store import StoredObject

_TABLE = """
    create table if not exists fetched (
        store text, key text, size integer, etag text, modified_ns integer, primary key (store, key)
    ) without rowid
"""


def ledger_path(landing: Path) -> Path:
    """Where a landing folder keeps it."""
    return landing / ".fetched.sqlite"


class Ledger:
    """Objects whose bytes lie in the local landing folder."""

    def __init__(self, path: Path, store: str) -> None:
        self._store = store
        self._db = sqlite3.connect(path)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.execute(_TABLE)

    def known(self) -> dict[str, tuple[int, str, int]]:
        """Size, etag and time of each key as last fetched."""
        rows = self._db.execute(
            "select key, size, etag, modified_ns from fetched where store = ?", [self._store]
        )
        return {key: (size, etag, modified) for key, size, etag, modified in rows}

    def enter(self, objects: Iterable[StoredObject]) -> None:
        """Remember objects that are in place."""
        with self._db:
            self._db.executemany(
                "insert or replace into fetched values (?, ?, ?, ?, ?)",
                [(self._store, o.key, o.size, o.etag, o.modified_ns) for o in objects],
            )

    def close(self) -> None:
        """Give the file back."""
        self._db.close()
