-- One row per entry_id and delivery day: the state that day's last file of master_entry gives.
with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."master_entry" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'master_entry'
            and delivery.file_id = feed_row._file_id
),

last_file_of_day as (
    select
        delivered_on,
        max(delivery_rank) as delivery_rank
    from "control"."delivery"
    where feed = 'master_entry'
    group by delivered_on
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

snapshot as (
    select
        delivered.*,
        coalesce(
        delivered.valid_from_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.valid_from_local))
    ) as starts_at,
        coalesce(
        delivered.valid_to_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.valid_to_local))
    ) as ends_at
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
                partition by entry_id, delivered_on
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from snapshot
    ) as ordered_delivery
    where delivery_order = 1
)

select
    delivered_on,
    entry_id,
    mall_id,
    kind,
    touchpoint_type,
    scene,
    channel,
    state_code,
    campaign_id,
    staff_id,
    partner_code,
    starts_at,
    ends_at
from deduplicated
