"""Whom an erasure is about: members and all their identifiers, as far as no other person holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.settings import Settings
from sources.erasure.database import Needles
from sources.erasure.targets import BEGINNING, END, Target, Targets
from sources.layout import Home
from sources.stewardship.naming import Identifier

_BRIDGE = "core.bridge_member_identifier"
_REDIRECT = "core.member_redirect"

# Owners of the identifiers that were named, and whoever speaks for them today.
_MEMBERS = f"""
    SELECT DISTINCT b.member_uid FROM {_BRIDGE} AS b
    JOIN asked AS a ON a.identifier_type = b.identifier_type AND a.identifier_hash = b.identifier_hash
    WHERE b.role = 'owner'
"""
# All that these members own, and whether anybody else holds the same identifier, at whatever time.
_OWNED = f"""
    SELECT b.identifier_type, b.identifier_hash, b.valid_from, b.valid_to, bool_or(o.member_uid IS NOT NULL)
    FROM {_BRIDGE} AS b
    LEFT JOIN {_BRIDGE} AS o
        ON o.identifier_type = b.identifier_type AND o.identifier_hash = b.identifier_hash
        AND o.member_uid IS NOT NULL AND o.member_uid NOT IN (SELECT member_uid FROM forgotten)
    WHERE b.member_uid IN (SELECT member_uid FROM forgotten) AND b.role = 'owner'
    GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class Whom:
    """The people of one erasure."""

    targets: Targets
    uids: tuple[str, ...]
    """Their member ids today."""
    former_uids: tuple[str, ...] = ()
    """Ids that redirect to them."""
    shared: int = 0
    """Identifiers that other people hold as well and keep."""

    @property
    def needles(self) -> Needles:
        """What stands for them in tables. What somebody else holds as well is found by member id only."""
        own = [t for t in self.targets.items if not t.is_bounded]
        keys = (f"{t.identifier_type}|{t.identifier_hash}" for t in own)
        return Needles(
            frozenset(t.identifier_hash for t in own),
            frozenset((*self.uids, *self.former_uids)),
            frozenset(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest() for key in keys),
        )

    def as_json(self) -> dict[str, Any]:
        """For the journal."""
        return {
            "targets": [
                [t.identifier_type, t.identifier_hash, t.valid_from.isoformat(), t.valid_to.isoformat()]
                for t in self.targets.items
            ],
            "uids": self.uids,
            "former_uids": self.former_uids,
            "shared": self.shared,
        }

    @staticmethod
    def of_json(told: dict[str, Any]) -> Whom:
        """From the journal."""
        targets = (
            Target(kind, found, datetime.fromisoformat(start), datetime.fromisoformat(end))
            for kind, found, start, end in told["targets"]
        )
        return Whom(Targets.of(targets), tuple(told["uids"]), tuple(told["former_uids"]), told["shared"])


def resolve(settings: Settings, identifiers: Sequence[Identifier]) -> Whom:
    """The members that own these identifiers, with all that they own; an identifier of nobody is itself."""
    asked = {(one.type, one.hash) for one in identifiers}
    with _members(settings) as con:
        if con is None:
            return Whom(Targets.of(Target(*one) for one in asked), ())
        table = pa.table({"identifier_type": [t for t, _ in asked], "identifier_hash": [h for _, h in asked]})
        con.register("asked", table)
        con.execute(f"CREATE TEMP TABLE forgotten AS {_MEMBERS}")
        uids = [uid for (uid,) in con.execute("SELECT member_uid FROM forgotten ORDER BY 1").fetchall()]
        former = con.execute(
            f"SELECT old_member_uid FROM {_REDIRECT} WHERE member_uid IN (SELECT member_uid FROM forgotten) "
            "ORDER BY 1"
        ).fetchall()
        owned = con.execute(_OWNED).fetchall()
    targets, shared = _targets(owned)
    held = {(kind, found) for kind, found, *_ in owned}
    targets |= {Target(*one) for one in asked - held}
    return Whom(Targets.of(targets), tuple(uids), tuple(uid for (uid,) in former), shared)


def _targets(owned: Iterable[tuple[Any, ...]]) -> tuple[set[Target], int]:
    """What one person alone held is theirs for all times; what others held too, while it was theirs."""
    targets, shared = set(), set()
    for kind, found, start, end, is_others in owned:
        if not is_others:
            targets.add(Target(kind, found))
            continue
        target = Target(kind, found, _moment(start, BEGINNING), _moment(end, END))
        if target.is_bounded and end is not None and target.valid_to != END:
            targets.add(target)
        else:
            shared.add((kind, found))
    return targets, len(shared)


def _moment(value: date | datetime | None, otherwise: datetime) -> datetime:
    if value is None:
        return otherwise
    return value if isinstance(value, datetime) else datetime.combine(value, time())


@contextmanager
def _members(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The tables of members: the warehouse's, which are the newest, else the published ones."""
    home = Home(settings.home)
    for path in (home.warehouse_file, home.published / "current" / "memberloop.duckdb"):
        if not path.exists():
            continue
        con = duckdb.connect()
        try:
            con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS members (READ_ONLY)")
            con.execute("USE members")
            found = con.execute(
                "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'members' "
                "AND schema_name = 'core' AND table_name IN ('bridge_member_identifier', 'member_redirect')"
            ).fetchone()
            if found and found[0] == 2:
                con.execute("SET search_path = 'members,memory,temp'")
                yield con
                return
        finally:
            con.close()
    yield None
