-- One row per object_type and object_id: the mall whose clock a local time of that object is read by.
{{ config(materialized='table') }}

with mall as (
    {{ last_known(ref('stg_master__mall'), 'mall_id') }}
),

shop as (
    {{ last_known(ref('stg_master__shop'), 'shop_id') }}
),

benefit as (
    {{ last_known(ref('stg_master__benefit'), 'benefit_id') }}
),

-- Not their staging models: those read their own times on this clock.
campaign_row as (
    {{ delivered_rows('master_campaign') }}
),

campaign as (
    {{ latest_delivery('campaign_row', ['campaign_id']) }}
),

event_row as (
    {{ delivered_rows('master_event') }}
),

event as (
    {{ latest_delivery('event_row', ['event_id']) }}
),

placed as (
    select
        'mall' as object_type,
        mall_id as object_id,
        mall_id
    from mall
    union all
    select
        'shop' as object_type,
        shop_id as object_id,
        mall_id
    from shop
    union all
    select
        'campaign' as object_type,
        campaign_id as object_id,
        mall_id
    from campaign
    union all
    select
        'benefit' as object_type,
        benefit.benefit_id as object_id,
        campaign.mall_id
    from benefit
    inner join campaign on benefit.campaign_id = campaign.campaign_id
    union all
    select
        'event' as object_type,
        event_id as object_id,
        mall_id
    from event
    where mall_id is not null
),

final as (
    select
        placed.object_type,
        placed.object_id,
        placed.mall_id,
        coalesce(mall.timezone, '{{ var("default_timezone") }}') as timezone,
        coalesce(mall.business_day_cut_hour, 0) as business_day_cut_hour
    from placed
    left join mall on placed.mall_id = mall.mall_id
)

select * from final
