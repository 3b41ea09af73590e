-- One row per content_id and delivery day: the state that day's last file of master_content gives.
with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."master_content" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'master_content'
            and delivery.file_id = feed_row._file_id
),

last_file_of_day as (
    select
        delivered_on,
        max(delivery_rank) as delivery_rank
    from "control"."delivery"
    where feed = 'master_content'
    group by delivered_on
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'campaign'
),

snapshot as (
    select
        delivered.*,
        coalesce(
        delivered.planned_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.planned_at_local))
    ) as planned_at,
        coalesce(
        delivered.published_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.published_at_local))
    ) as published_at
    from delivered
    inner join last_file_of_day
        on
            delivered.delivered_on = last_file_of_day.delivered_on
            and delivered.delivery_rank = last_file_of_day.delivery_rank
    left join clock on delivered.campaign_id = clock.object_id
),

deduplicated as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by content_id, delivered_on
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from snapshot
    ) as ordered_delivery
    where delivery_order = 1
)

select
    delivered_on,
    content_id,
    campaign_id,
    platform,
    kind,
    column_type,
    crowd,
    benefit_point,
    action_path,
    tracking_code,
    entry_id,
    chat_id,
    duration_s,
    planned_at,
    published_at
from deduplicated
