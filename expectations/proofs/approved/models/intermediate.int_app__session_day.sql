-- grain: person_id, mall_id, business_date. A person's day in the mini-program: sessions and time spent. A
-- person is a member, else the openid or device.
with event as (
    select
        *,
        case
            when unionid_hash is not null then 'unionid'
            when openid_hash is not null then 'openid'
            else 'device_id'
        end as identifier_type,
        coalesce(unionid_hash, openid_hash, device_id_hash) as identifier_hash
    from "staging"."stg_app_event"
    where event in ('session_start', 'session_end') and business_date <= (select as_of_date from "control"."run")
),

-- These never change hands, so that the value alone tells the member.
member_identifier as (
    select * from "identity"."int_identity__member_identifier"
    where identifier_type in ('unionid', 'openid')
)

select
    coalesce(member_identifier.member_uid, event.identifier_hash) as person_id,
    coalesce(event.mall_id, 'unknown') as mall_id,
    event.business_date,
    count(*) filter (where event.event = 'session_start') as sessions,
    coalesce(sum(event.duration_s) filter (where event.event = 'session_end'), 0) as seconds
from event
left join member_identifier
    on
        event.identifier_type = member_identifier.identifier_type
        and event.identifier_hash = member_identifier.identifier_hash
where event.identifier_hash is not null
group by person_id, coalesce(event.mall_id, 'unknown'), event.business_date
