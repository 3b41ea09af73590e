-- One row per cost_id and delivery day: the state that day's last file of master_cost gives.
with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."master_cost" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'master_cost'
            and delivery.file_id = feed_row._file_id
),

last_file_of_day as (
    select
        delivered_on,
        max(delivery_rank) as delivery_rank
    from "control"."delivery"
    where feed = 'master_cost'
    group by delivered_on
),

snapshot as (
    select
        delivered.*
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
                partition by cost_id, delivered_on
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from snapshot
    ) as ordered_delivery
    where delivery_order = 1
)

select
    delivered_on,
    cost_id,
    date,
    kind,
    amount_fen,
    campaign_id,
    event_id,
    benefit_id,
    channel
from deduplicated
