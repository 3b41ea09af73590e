-- One row per object_type and object_id: the mall whose clock a local time of that object is read by.


with mall as (
    select *
    from (
        select
            *,
            row_number() over (partition by mall_id order by delivered_on desc) as recency
        from "staging"."stg_master__mall"
    ) as by_recency
    where recency = 1
),

shop as (
    select *
    from (
        select
            *,
            row_number() over (partition by shop_id order by delivered_on desc) as recency
        from "staging"."stg_master__shop"
    ) as by_recency
    where recency = 1
),

benefit as (
    select *
    from (
        select
            *,
            row_number() over (partition by benefit_id order by delivered_on desc) as recency
        from "staging"."stg_master__benefit"
    ) as by_recency
    where recency = 1
),

-- Not their staging models: those read their own times on this clock.
campaign_row as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."master_campaign" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'master_campaign'
            and delivery.file_id = feed_row._file_id
),

campaign as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by campaign_id
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from campaign_row
    ) as ordered_delivery
    where delivery_order = 1
),

event_row as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."master_event" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'master_event'
            and delivery.file_id = feed_row._file_id
),

event as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by event_id
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from event_row
    ) as ordered_delivery
    where delivery_order = 1
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
        coalesce(mall.timezone, 'Asia/Shanghai') as timezone,
        coalesce(mall.business_day_cut_hour, 0) as business_day_cut_hour
    from placed
    left join mall on placed.mall_id = mall.mall_id
)

select * from final
