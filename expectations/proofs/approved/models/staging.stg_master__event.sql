-- One row per event_id and delivery day: the state that day's last file of master_event gives.
with delivered as (
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

last_file_of_day as (
    select
        delivered_on,
        max(delivery_rank) as delivery_rank
    from "control"."delivery"
    where feed = 'master_event'
    group by delivered_on
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

snapshot as (
    select
        delivered.*,
        coalesce(
        delivered.start_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.start_at_local))
    ) as start_at,
        coalesce(
        delivered.end_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.end_at_local))
    ) as end_at
    from delivered
    inner join last_file_of_day
        on
            delivered.delivered_on = last_file_of_day.delivered_on
            and delivered.delivery_rank = last_file_of_day.delivery_rank
    left join clock on delivered.mall_id = clock.object_id
),

deduplicated as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by event_id, delivered_on
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from snapshot
    ) as ordered_delivery
    where delivery_order = 1
)

select
    delivered_on,
    event_id,
    mall_id,
    community_id,
    name,
    event_kind,
    ring,
    cadence,
    theme,
    form_id,
    campaign_id,
    capacity,
    fee_fen,
    host_member_no_hash,
    template_id,
    start_at,
    end_at
from deduplicated
