"""Everything the published store knows of one member, today or as a day knew it; hashes are shortened."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from orchestration.cli.output import Row
from orchestration.identity_sql import bridge_of_day, redirects_of_day
from sources.stewardship.naming import SHOWN

TODAY = """
    select
        home_mall_id, joined_on, first_entry_id, first_visit_date, first_purchase_date, lifecycle_stage,
        behaviour_layer, silence, conversion_layer, ring, rfm_segment, is_high_value, is_reachable, tier,
        next_best_step
    from core.dim_member where member_uid = $uid
"""
ON_A_DAY = """
    select attribute, value from core.dim_member_history
    where member_uid = $uid and valid_from <= $day and (valid_to is null or valid_to > $day)
    order by attribute
"""
SEEN = """
    select
        count(*) as touchpoints, min(business_date) as first_seen_on, max(business_date) as last_seen_on
    from core.fct_touchpoint
    where member_uid = $uid and ($day is null or business_date <= $day)
"""
IDENTIFIERS = f"""
    select
        identifier_type, identifier_hash[:{SHOWN}] as identifier, strength, role,
        nullif(valid_from, timestamp '0001-01-01') as valid_from, valid_to, first_source
    from {{bridge}} as bridge
    where member_uid = $uid
    order by strength, identifier_type, bridge.valid_from, identifier_hash
"""
SHARED_WITH = f"""
    select mine.identifier_type, mine.identifier_hash[:{SHOWN}] as identifier, mine.role,
        other.member_uid as member, other.role as role_of_member, other.valid_from, other.valid_to
    from {{bridge}} as mine
    inner join {{bridge}} as other
        on mine.identifier_type = other.identifier_type and mine.identifier_hash = other.identifier_hash
        and mine.member_uid <> other.member_uid
    where mine.member_uid = $uid
    order by all
"""
HOUSEHOLD = """
    select other.household_uid, other.member_uid as member, other.evidence_kinds, other.evidence_count,
        other.valid_from, other.valid_to
    from core.bridge_household_member as mine
    inner join core.bridge_household_member as other on mine.household_uid = other.household_uid
    where mine.member_uid = $uid and ($day is null or other.valid_from::date <= $day)
    order by other.member_uid
"""
VEHICLES = f"""
    select plate_hash[:{SHOWN}] as plate, role, stays, members_bound, valid_from, valid_to
    from core.bridge_vehicle_member
    where member_uid = $uid and ($day is null or valid_from::date <= $day)
    order by valid_from, plate_hash
"""
FORMER = """
    select old_member_uid from {redirect} as redirect where member_uid = $uid order by old_member_uid
"""
HISTORY = f"""
    select as_of_date as day, op, member_uid_from as from_member, member_uid_to as to_member,
        identifier_type, identifier_hash[:{SHOWN}] as identifier, evidence, rule_version, seq
    from core.identity_ledger
    where $uid in (member_uid_from, member_uid_to) and ($day is null or as_of_date <= $day)
    order by seq
"""
BY_IDENTIFIER = """
    select member_uid from {bridge} as bridge
    where identifier_type = $type and starts_with(identifier_hash, $hash) and role = 'owner'
    order by valid_from desc limit 1
"""


def _relations(day: date | None) -> dict[str, str]:
    if day is None:
        return {"bridge": "core.bridge_member_identifier", "redirect": "core.member_redirect"}
    return {"bridge": bridge_of_day(), "redirect": redirects_of_day()}


def owner_on(store: duckdb.DuckDBPyConnection, kind: str, hashed: str, day: date) -> str | None:
    """The member that an identifier stood for when the night of that day ended."""
    found = _rows(store, BY_IDENTIFIER.format(**_relations(day)), type=kind, hash=hashed, day=day)
    return str(found[0]["member_uid"]) if found else None


def member_document(store: duckdb.DuckDBPyConnection, uid: str, day: date | None) -> dict[str, Any]:
    """The member, section by section; a section that holds nothing is empty."""
    relations = _relations(day)

    def ask(query: str) -> list[Row]:
        return _rows(store, query.format(**relations), uid=uid, day=day)

    return {
        "member_uid": uid,
        "as_of": day,
        "member": _member(ask, day),
        "identifiers": ask(IDENTIFIERS),
        "shared_with": ask(SHARED_WITH),
        "household": ask(HOUSEHOLD),
        "vehicles": ask(VEHICLES),
        "former_ids": [row["old_member_uid"] for row in ask(FORMER)],
        "history": ask(HISTORY),
    }


def _member(ask: Any, day: date | None) -> Row:
    if day is None:
        known: Row = next(iter(ask(TODAY)), {})
    else:
        known = {row["attribute"]: row["value"] for row in ask(ON_A_DAY)}
    return {**known, **ask(SEEN)[0]}


def _rows(store: duckdb.DuckDBPyConnection, query: str, **parameters: Any) -> list[Row]:
    """Only the parameters that the query names: DuckDB refuses others."""
    used = {name: value for name, value in parameters.items() if f"${name}" in query}
    cursor = store.execute(query, used)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
