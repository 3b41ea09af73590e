"""What has happened since the last version: records that were told, members who became others.

Temporary tables, made once a night and looked up for every row that differs: `evidence_record` (a changed
record of a day), `evidence_life` (a member whom such a record names) and `evidence_member` (a member who
is somebody else now).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from metrics.restatement.tables import kept_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_RECORD = """
    create or replace temp table evidence_record as
    select
        record.cause, record.feed, record.file_id, record.event_date, record.identifier_type,
        record.identifier_hash, coalesce(now.delivered_on, before.delivered_on) as delivered_on
    from control.changed_record as record
    left join control.delivery as now on record.feed = now.feed and record.file_id = now.file_id
    left join control.previous_delivery as before
        on record.feed = before.feed and record.file_id = before.file_id
"""
_LIFE = """
    create or replace temp table evidence_life as
    select distinct
        identifier.member_uid, record.cause, record.feed, record.file_id, record.event_date
    from evidence_record as record
    inner join identity.int_identity__member_identifier as identifier
        on record.identifier_type = identifier.identifier_type
            and record.identifier_hash = identifier.identifier_hash
"""
# A decision that is new, was undone or came back in force, and the members whom it names.
_DECIDED = """
    create or replace temp table evidence_decided as
    select distinct identifier.member_uid
    from ({changed}) as decision
    inner join identity.int_identity__member_identifier as identifier
        on (decision.identifier_type_a = identifier.identifier_type
            and decision.identifier_hash_a = identifier.identifier_hash)
        or (decision.identifier_type_b = identifier.identifier_type
            and decision.identifier_hash_b = identifier.identifier_hash)
"""
_DECISION = "select decision_id, identifier_type_a, identifier_hash_a, identifier_type_b, identifier_hash_b"
# Lines of the ledger for each member of theirs. A line of an identifier alone counts where it is taken from
# somebody or held for another time: one that only new deliveries tell of is new, what it brings is theirs.
_MEMBER = """
    create or replace temp table evidence_member as
    with ledger as (
        select
            *,
            lag(valid_to) over (
                partition by identifier_type, identifier_hash, role, valid_from, member_uid_to order by seq
            ) as valid_to_before
        from core.identity_ledger
    ),
    line as (
        select ledger.*, ledger.valid_to <> ledger.valid_to_before as is_held_for_another_time
        from ledger, control.previous_version as before
        where ledger.seq > before.ledger_seq
    ),
    told as (
        select
            seq,
            case
                when op = 'forget' then 'erasure'
                when op = 'merge' then 'identity_merge'
                when op in ('split', 'restore') then 'identity_split'
                when identifier_type is null or op = 'mint' then null
                when member_uid_from is not null or is_held_for_another_time then 'identity_binding'
            end as cause,
            unnest([member_uid_from, member_uid_to]) as member_uid
        from line
    ),
    -- The ids that a member had before point to the same person.
    of_whom as (
        select told.seq, told.cause, told.member_uid from told
        union
        select told.seq, told.cause, redirect.old_member_uid
        from told inner join core.member_redirect as redirect on told.member_uid = redirect.member_uid
    )
    select distinct
        of_whom.member_uid,
        case
            when of_whom.cause = 'erasure' then of_whom.cause
            when decided.member_uid is not null then 'steward'
            else of_whom.cause
        end as cause,
        of_whom.seq
    from of_whom
    left join (
        select member_uid from evidence_decided
        union
        select redirect.old_member_uid
        from evidence_decided inner join core.member_redirect as redirect using (member_uid)
    ) as decided on of_whom.member_uid = decided.member_uid
    where of_whom.cause is not null and of_whom.member_uid is not null
"""


def gather(con: DuckDBPyConnection) -> None:
    """Make the tables of evidence."""
    con.execute(_RECORD)
    con.execute(_LIFE)
    con.execute(_DECIDED.format(changed=_changed_decisions()))
    con.execute(_MEMBER)


def _changed_decisions() -> str:
    now, before = "control.steward_decision", kept_name("control.steward_decision")
    in_force = "from {table} where is_in_force"
    return (
        f"(select * from ({_DECISION} {in_force.format(table=now)} "
        f"except {_DECISION} {in_force.format(table=before)})) "
        f"union (select * from ({_DECISION} {in_force.format(table=before)} "
        f"except {_DECISION} {in_force.format(table=now)}))"
    )
