-- One row per send_id: an outreach to one member or group, as last delivered.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('outreach_log') }}
),

latest as (
    {{ latest_delivery('delivered', ['send_id']) }}
),

clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'campaign'
),

timed as (
    select
        latest.*,
        clock.mall_id,
        coalesce(clock.timezone, '{{ var("default_timezone") }}') as mall_timezone,
        coalesce(clock.business_day_cut_hour, 0) as business_day_cut_hour,
        {{ utc_instant('planned_at', 'mall_timezone', 'latest') }} as planned_at,
        {{ utc_instant('sent_at', 'mall_timezone', 'latest') }} as sent_at
    from latest
    left join clock on latest.campaign_id = clock.object_id
)

select
    send_id,
    campaign_id,
    experiment_id,
    arm,
    channel,
    staff_id,
    is_manual,
    member_no_hash,
    external_userid_hash,
    chat_id,
    content_id,
    planned_at,
    sent_at,
    {{ business_date('coalesce(sent_at, planned_at)', 'mall_timezone', 'business_day_cut_hour') }}
        as business_date,
    status,
    fail_reason,
    mall_id,
    delivered_on
from timed
