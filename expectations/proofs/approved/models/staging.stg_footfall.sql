-- One row per gate_id, date_day and hour: people counted at a gate, as last delivered.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."footfall" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'footfall'
            and delivery.file_id = feed_row._file_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by gate_id, date, hour
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from delivered
    ) as ordered_delivery
    where delivery_order = 1
)

select
    gate_id,
    date as date_day,
    hour,
    site_id,
    in_count,
    out_count,
    delivered_on
from latest
