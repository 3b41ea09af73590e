-- One row per source_feed and source_key: something done or bound in a mini-program, known by the
-- unionid, else the openid, else the device.

with app_event as (
    select * from "staging"."stg_app_event" where business_date <= (select as_of_date from "control"."run")
),

binding as (
    select * from "staging"."stg_app_binding" where business_date <= (select as_of_date from "control"."run")
)

select
    'app_event' as source_feed,
    event_id as source_key,
    case
        when unionid_hash is not null then 'unionid'
        when openid_hash is not null then 'openid'
        when device_id_hash is not null then 'device_id'
    end as identifier_type,
    coalesce(unionid_hash, openid_hash, device_id_hash) as identifier_hash,
    'app_' || event as touchpoint_type,
    entry_id,
    mall_id,
    occurred_at,
    business_date,
    delivered_on
from app_event
union all
select
    'app_binding' as source_feed,
    concat_ws('|', openid_hash, cast(bound_at as varchar), action) as source_key,
    case when unionid_hash is not null then 'unionid' else 'openid' end as identifier_type,
    coalesce(unionid_hash, openid_hash) as identifier_hash,
    'app_' || action as touchpoint_type,
    cast(null as varchar) as entry_id,
    cast(null as varchar) as mall_id,
    bound_at as occurred_at,
    business_date,
    delivered_on
from binding
