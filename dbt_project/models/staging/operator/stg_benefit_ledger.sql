-- One row per coupon_code, state and state_at: a step in the life of a coupon, as last delivered.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('benefit_ledger') }}
),

shop_clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'shop'
),

benefit_clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'benefit'
),

timed as (
    select
        delivered.*,
        coalesce(shop_clock.mall_id, benefit_clock.mall_id) as mall_id,
        coalesce(
            shop_clock.timezone, benefit_clock.timezone, '{{ var("default_timezone") }}'
        ) as mall_timezone,
        coalesce(
            shop_clock.business_day_cut_hour, benefit_clock.business_day_cut_hour, 0
        ) as business_day_cut_hour,
        {{ utc_instant('state_at', 'mall_timezone', 'delivered') }} as state_at
    from delivered
    left join shop_clock on delivered.shop_id = shop_clock.object_id
    left join benefit_clock on delivered.benefit_id = benefit_clock.object_id
),

latest as (
    {{ latest_delivery('timed', ['coupon_code', 'state', 'state_at']) }}
)

select
    coupon_code,
    state,
    state_at,
    {{ business_date('state_at', 'mall_timezone', 'business_day_cut_hour') }} as business_date,
    benefit_id,
    member_no_hash,
    openid_hash,
    shop_id,
    mall_id,
    order_no,
    verify_ms,
    verify_ok as is_verified,
    delivered_on
from latest
