"""Who a member is: identifiers, with whom they are shared, household, cars, former ids, the ledger."""

from __future__ import annotations

from reports.member.questions import Question

HELD = Question(
    ("core.bridge_member_identifier",),
    """
    select
        identifier_type, identifier_hash as identifier, strength, role,
        nullif(valid_from, timestamp '0001-01-01') as valid_from, valid_to, first_source
    from {bridge} as bridge
    where member_uid = $uid
    order by strength, identifier_type, bridge.valid_from, identifier_hash
    """,
)
SHARED_WITH = Question(
    ("core.bridge_member_identifier",),
    """
    select mine.identifier_type, mine.identifier_hash as identifier, mine.role,
        other.member_uid as member, other.role as role_of_member, other.valid_from, other.valid_to
    from {bridge} as mine
    inner join {bridge} as other
        on mine.identifier_type = other.identifier_type and mine.identifier_hash = other.identifier_hash
        and mine.member_uid <> other.member_uid
    where mine.member_uid = $uid
    order by all
    """,
)
HOUSEHOLD = Question(
    ("core.bridge_household_member",),
    """
    select other.household_uid, other.member_uid as member, other.evidence_kinds, other.evidence_count,
        other.valid_from, other.valid_to
    from core.bridge_household_member as mine
    inner join core.bridge_household_member as other on mine.household_uid = other.household_uid
    where mine.member_uid = $uid and ($day is null or other.valid_from::date <= $day)
    order by other.member_uid
    """,
)
VEHICLES = Question(
    ("core.bridge_vehicle_member",),
    """
    select plate_hash as plate, role, stays, members_bound, valid_from, valid_to
    from core.bridge_vehicle_member
    where member_uid = $uid and ($day is null or valid_from::date <= $day)
    order by valid_from, plate_hash
    """,
)
FORMER = Question(
    ("core.member_redirect",),
    "select old_member_uid from {redirect} as redirect where member_uid = $uid order by old_member_uid",
)
HISTORY = Question(
    ("core.identity_ledger",),
    """
    select as_of_date as day, op, member_uid_from as from_member, member_uid_to as to_member,
        identifier_type, identifier_hash as identifier, evidence, rule_version, seq
    from core.identity_ledger
    where $uid in (member_uid_from, member_uid_to) and ($day is null or as_of_date <= $day)
    order by seq
    """,
)
SECTIONS = {
    "identifiers": HELD,
    "shared_with": SHARED_WITH,
    "household": HOUSEHOLD,
    "vehicles": VEHICLES,
    "history": HISTORY,
}
