-- One row per member_no_hash and tier_changed_at: a registration, or a change of tier, as last delivered.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('member_registry') }}
),

clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'mall'
),

timed as (
    select
        delivered.*,
        coalesce(clock.timezone, '{{ var("default_timezone") }}') as mall_timezone,
        coalesce(clock.business_day_cut_hour, 0) as business_day_cut_hour,
        {{ utc_instant('registered_at', 'mall_timezone', 'delivered') }} as registered_at,
        {{ utc_instant('tier_changed_at', 'mall_timezone', 'delivered') }} as tier_changed_at,
        {{ utc_instant('paid_from', 'mall_timezone', 'delivered') }} as paid_from_at,
        {{ utc_instant('paid_to', 'mall_timezone', 'delivered') }} as paid_to_at
    from delivered
    left join clock on delivered.mall_id = clock.object_id
),

latest as (
    {{ latest_delivery('timed', ['member_no_hash', 'tier_changed_at']) }}
)

select
    member_no_hash,
    tier_changed_at,
    mall_id,
    unionid_hash,
    openid_hash,
    card_no_hash,
    phone_hash,
    phone_block_hash,
    registered_at,
    {{ business_date('registered_at', 'mall_timezone', 'business_day_cut_hour') }} as registered_on,
    {{ business_date('tier_changed_at', 'mall_timezone', 'business_day_cut_hour') }} as tier_changed_on,
    entry_id,
    referrer_member_no_hash,
    guide_staff_id,
    tier,
    birthday_md,
    is_paid_member,
    paid_from_at,
    paid_to_at,
    consent_marketing,
    delivered_on
from latest
