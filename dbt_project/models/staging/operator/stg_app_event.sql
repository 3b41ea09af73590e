-- One row per event_id: something done in a mini-program, as last delivered.
{{ config(materialized='table') }}

with timed as (
    {{ rows_on_clock('app_event', ['occurred_at'], clock=('mall', 'mall_id')) }}
),

latest as (
    {{ latest_delivery('timed', ['event_id']) }}
)

select
    event_id,
    occurred_at,
    {{ business_date_on_clock('occurred_at') }} as business_date,
    appid,
    openid_hash,
    unionid_hash,
    event,
    mall_id,
    content_id,
    campaign_id,
    entry_id,
    task_id,
    benefit_id,
    coupon_code,
    point_id,
    device_id_hash,
    ip_hash,
    duration_s,
    delivered_on
from latest
