-- One row per event_id and guest_id up to the as-of day: a person who signed up for an event, or came
-- to it. A guest is a member, or the identifier of somebody who is not known as one. The first sign-up
-- and the first check-in count. What was paid no feed tells, so `paid_fen` is empty.

with signup as (
    select
        event_id,
        case
            when unionid_hash is not null then 'unionid'
            when openid_hash is not null then 'openid'
            else 'phone'
        end as identifier_type,
        coalesce(unionid_hash, openid_hash, phone_hash) as identifier_hash,
        signed_up_at,
        cast(null as timestamp) as checked_in_at,
        cast(null as bigint) as companions,
        entry_code
    from "intermediate"."int_form__signup"
    where event_id is not null
),

checkin as (
    select
        event_id,
        identifier_type,
        identifier_hash,
        cast(null as timestamp) as signed_up_at,
        checked_in_at,
        companions,
        cast(null as varchar) as entry_code
    from "staging"."stg_event_checkin"
    where business_date <= (select as_of_date from "control"."run")
),

seen as (
    select * from signup where identifier_hash is not null
    union all
    select * from checkin
),

member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

event as (
    select * from "core"."dim_event" where is_last_known
),

placed as (
    select
        seen.*,
        member_identifier.member_uid,
        coalesce(member_identifier.member_uid, seen.identifier_hash) as guest_id
    from seen
    left join member_identifier
        on
            seen.identifier_type = member_identifier.identifier_type
            and seen.identifier_hash = member_identifier.identifier_hash
            and coalesce(coalesce(seen.checked_in_at, seen.signed_up_at), timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(coalesce(seen.checked_in_at, seen.signed_up_at), timestamp '9999-12-30') < member_identifier.valid_to
),

attended as (
    select
        event_id,
        guest_id,
        min(member_uid) as member_uid,
        min(signed_up_at) as signed_up_at,
        min(checked_in_at) as checked_in_at,
        max(companions) as companions,
        min(entry_code) as entry_code
    from placed
    group by event_id, guest_id
),

final as (
    select
        attended.event_id,
        attended.guest_id,
        attended.member_uid,
        event.mall_id,
        event.community_id,
        event.campaign_id,
        attended.signed_up_at,
        attended.checked_in_at,
        attended.companions,
        attended.entry_code,
        event.fee_fen,
        cast(null as bigint) as paid_fen
    from attended
    left join event on attended.event_id = event.event_id
)

select * from final
