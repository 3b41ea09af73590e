-- One row per event_id, identifier_type and identifier_hash: a guest's check-in at an event, as last
-- delivered. The identifier is the member number, else the openid, else the phone.

with timed as (
    {{ rows_on_clock('event_checkin', ['checked_in_at'], clock=('event', 'event_id')) }}
),

identified as (
    select
        *,
        case
            when member_no_hash is not null then 'member_no'
            when openid_hash is not null then 'openid'
            else 'phone'
        end as identifier_type,
        coalesce(member_no_hash, openid_hash, phone_hash) as identifier_hash
    from timed
),

latest as (
    {{ latest_delivery('identified', ['event_id', 'identifier_type', 'identifier_hash']) }}
)

select
    event_id,
    identifier_type,
    identifier_hash,
    member_no_hash,
    openid_hash,
    phone_hash,
    checked_in_at,
    {{ business_date_on_clock('checked_in_at') }} as business_date,
    clock_mall_id as mall_id,
    companions,
    gate,
    delivered_on
from latest
where identifier_hash is not null
