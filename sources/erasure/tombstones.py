"""Tombstones: for a time, who was erased is known again by a sealed hash, so that no replay brings them back.

The file holds neither values nor the hashes that tables use: only what a hash of a delivery can be held
against.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from sources.erasure.targets import BEGINNING, END, Target, Targets, seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sources.layout import Home

_TIME = pa.timestamp("us")
_SCHEMA = pa.schema(
    [
        ("identifier_type", pa.string()),
        ("identifier_hash", pa.string()),
        ("forgotten_at", _TIME),
        ("expires_at", _TIME),
        ("valid_from", _TIME),
        ("valid_to", _TIME),
    ]
)


@dataclass(frozen=True, order=True)
class Tombstone:
    """One identifier of somebody who was erased; rows from `valid_to` on are those of new consent."""

    identifier_type: str
    identifier_hash: str
    forgotten_at: datetime
    expires_at: datetime
    valid_from: datetime = BEGINNING
    valid_to: datetime = END

    @property
    def row(self) -> tuple[object, ...]:
        """As control.tombstone has it."""
        return (self.identifier_type, self.identifier_hash, self.forgotten_at, self.expires_at)


def read(home: Home) -> list[Tombstone]:
    """All tombstones, expired ones included."""
    path = _path(home)
    if not path.exists():
        return []
    return [Tombstone(**row) for row in pq.read_table(path).to_pylist()]


def in_force(home: Home, at: datetime) -> list[Tombstone]:
    """Those that have not expired."""
    return [stone for stone in read(home) if stone.expires_at > at]


def add(home: Home, targets: Targets, at: datetime, days: int) -> datetime:
    """Set tombstones for these targets, and drop expired ones.

    Returns:
        When the new ones expire.
    """
    expires = at + timedelta(days=days)
    made = {
        (t.identifier_type, seal(t.identifier_hash), t.valid_from): Tombstone(
            t.identifier_type, seal(t.identifier_hash), at, expires, t.valid_from, t.valid_to
        )
        for t in targets.items
    }
    kept = {(s.identifier_type, s.identifier_hash, s.valid_from): s for s in in_force(home, at)}
    _write(home, (kept | made).values())
    return expires


def lift(home: Home, consents: Mapping[str, Sequence[datetime]]) -> int:
    """New consent, by sealed hash: what happened from its first time after the erasure on is a new member's.

    What was given before the erasure comes with every replay and counts for nothing.
    """
    stones, lifted = [], 0
    for stone in read(home):
        given = [at for at in consents.get(stone.identifier_hash, ()) if at > stone.forgotten_at]
        if given and min(given) < stone.valid_to:
            stones.append(replace(stone, valid_to=min(given)))
            lifted += 1
        else:
            stones.append(stone)
    if lifted:
        _write(home, stones)
    return lifted


def targets_of(stones: Iterable[Tombstone]) -> Targets:
    """What the guard against replays looks for."""
    return Targets.of(
        (Target(s.identifier_type, s.identifier_hash, s.valid_from, s.valid_to) for s in stones),
        is_sealed=True,
    )


def _path(home: Home) -> Path:
    return home.erasure / "tombstones.parquet"


def _write(home: Home, stones: Iterable[Tombstone]) -> None:
    home.erasure.mkdir(parents=True, exist_ok=True)
    found = sorted(stones)
    columns = [pa.array([getattr(stone, f.name) for stone in found], f.type) for f in _SCHEMA]
    table = pa.table(columns, schema=_SCHEMA)
    staged = _path(home).with_name(".tombstones.parquet.new")
    pq.write_table(table, staged)
    staged.replace(_path(home))
