-- One row per source_feed and source_key: a stay in a mall's car park of a member, told by openid or
-- card, else by a plate that is bound to one. A binding counts for earlier stays as well, and not after
-- it was undone. Of several members of a plate the one who bound it last before the stay, else first
-- after it, is taken.

with session as (
    select * from "intermediate"."int_parking__session"
    where mall_id is not null
),

member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

binding as (
    select * from "intermediate"."int_parking__plate_binding"
),

candidate as (
    select
        session.session_key,
        member_identifier.member_uid,
        1 as preference,
        cast(null as bigint) as seconds_off
    from session
    inner join member_identifier
        on
            'openid' = member_identifier.identifier_type
            and session.openid_hash = member_identifier.identifier_hash
            and coalesce(coalesce(session.in_at, session.out_at), timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(coalesce(session.in_at, session.out_at), timestamp '9999-12-30') < member_identifier.valid_to
    union all
    select
        session.session_key,
        member_identifier.member_uid,
        2 as preference,
        cast(null as bigint) as seconds_off
    from session
    inner join member_identifier
        on
            'card_no' = member_identifier.identifier_type
            and session.card_no_hash = member_identifier.identifier_hash
            and coalesce(coalesce(session.in_at, session.out_at), timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(coalesce(session.in_at, session.out_at), timestamp '9999-12-30') < member_identifier.valid_to
    union all
    select
        session.session_key,
        binding.member_uid,
        case when binding.bound_at <= coalesce(session.in_at, session.out_at) then 3 else 4 end as preference,
        abs(date_diff('second', binding.bound_at, coalesce(session.in_at, session.out_at))) as seconds_off
    from session
    inner join binding
        on
            session.plate_hash = binding.plate_hash
            and coalesce(session.in_at, session.out_at) < coalesce(binding.unbound_at, timestamp '9999-12-31')
),

ordered as (
    select
        session_key,
        member_uid,
        row_number() over (
            partition by session_key order by preference asc, seconds_off asc, member_uid asc
        ) as choice
    from candidate
)

select
    'parking' as evidence_kind,
    'parking' as source_feed,
    session.session_key as source_key,
    ordered.member_uid,
    session.mall_id,
    cast(null as varchar) as shop_id,
    coalesce(session.in_at, session.out_at) as seen_at,
    session.business_date
from session
inner join ordered on session.session_key = ordered.session_key
where ordered.choice = 1
