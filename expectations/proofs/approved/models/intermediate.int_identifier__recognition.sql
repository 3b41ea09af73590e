-- One row per identifier_type and identifier_hash: what sources call somebody, when that was first seen, and
-- whether it was told of a person whom another identifier had named before. A source's id that is not the
-- first of its person would have been a second file of one person. Of one instant, type and hash decide.
with identifier as (
    select * from "identity"."int_identity__identifier"
),

owner as (
    select
        identifier_type,
        identifier_hash,
        min_by(member_uid, row(valid_from, member_uid)) as member_uid
    from "identity"."int_identity__member_identifier"
    group by identifier_type, identifier_hash
),

disputed as (
    select distinct node_key from "identity"."int_identity__guard_verdict"
),

registration as (
    select * from "lifecycle"."int_member__registration"
),

placed as (
    select
        identifier.identifier_type,
        identifier.identifier_hash,
        owner.member_uid,
        registration.mall_id,
        identifier.first_seen_at,
        disputed.node_key is not null as is_disputed
    from identifier
    left join owner
        on
            identifier.identifier_type = owner.identifier_type
            and identifier.identifier_hash = owner.identifier_hash
    left join disputed on identifier.node_key = disputed.node_key
    left join registration on owner.member_uid = registration.member_uid
)

select
    identifier_type,
    identifier_hash,
    member_uid,
    mall_id,
    cast(timezone('Asia/Shanghai', timezone('UTC', first_seen_at)) as date) as first_seen_on,
    member_uid is not null
    and row_number() over (
        partition by member_uid order by first_seen_at, identifier_type, identifier_hash
    ) > 1 as is_of_known_person,
    is_disputed
from placed
