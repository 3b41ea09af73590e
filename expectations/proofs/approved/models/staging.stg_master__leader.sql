-- One row per leader_id and delivery day: the state that day's last file of master_leader gives.
with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."master_leader" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'master_leader'
            and delivery.file_id = feed_row._file_id
),

last_file_of_day as (
    select
        delivered_on,
        max(delivery_rank) as delivery_rank
    from "control"."delivery"
    where feed = 'master_leader'
    group by delivered_on
),

snapshot as (
    select
        delivered.*,
        coalesce(
        delivered.applied_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.applied_at_local))
    ) as applied_at,
        coalesce(
        delivered.approved_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.approved_at_local))
    ) as approved_at,
        coalesce(
        delivered.left_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.left_at_local))
    ) as left_at
    from delivered
    inner join last_file_of_day
        on
            delivered.delivered_on = last_file_of_day.delivered_on
            and delivered.delivery_rank = last_file_of_day.delivery_rank
),

deduplicated as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by leader_id, delivered_on
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from snapshot
    ) as ordered_delivery
    where delivery_order = 1
)

select
    delivered_on,
    leader_id,
    community_id,
    declared_type,
    phone_hash,
    is_property_or_shop_owner,
    applied_at,
    approved_at,
    left_at
from deduplicated
