-- One row per business_date, location_id and sku_id: stock at the end of a day, as last delivered.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."inventory" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'inventory'
            and delivery.file_id = feed_row._file_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by date, location_id, sku_id
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from delivered
    ) as ordered_delivery
    where delivery_order = 1
)

select
    date as business_date,
    location_id,
    sku_id,
    on_hand_qty,
    on_hand_cost_fen,
    lag_s,
    delivered_on
from latest
