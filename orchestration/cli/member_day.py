"""A member as the night of a past day knew them: the relations of that day, told by the ledger."""

from __future__ import annotations

from datetime import date

import duckdb

from orchestration.identity_sql import bridge_of_day, redirects_of_day
from reports.member.questions import TODAYS_RELATIONS, rows_of

OWNER = """
    select member_uid from {bridge} as bridge
    where identifier_type = $type and starts_with(identifier_hash, $hash) and role = 'owner'
    order by valid_from desc limit 1
"""


def relations_of(day: date | None) -> dict[str, str]:
    """Identifiers and redirects, as published or as of a day."""
    if day is None:
        return TODAYS_RELATIONS
    return {"bridge": bridge_of_day(), "redirect": redirects_of_day()}


def owner_on(store: duckdb.DuckDBPyConnection, kind: str, hashed: str, day: date) -> str | None:
    """The member that an identifier stood for when the night of that day ended."""
    values = {"type": kind, "hash": hashed, "day": day}
    found = rows_of(store, OWNER.format(**relations_of(day)), values)
    return str(found[0]["member_uid"]) if found else None
