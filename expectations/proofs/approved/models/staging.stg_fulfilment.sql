-- One row per order_no: how an order got to its buyer, as last delivered. A community has no clock of its
-- own, so local times are read on the default one.

with timed as (
    select
        delivered.*,
        0 as business_day_cut_hour,
        'Asia/Shanghai' as mall_timezone,
        coalesce(
        delivered.paid_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.paid_at_local))
    ) as paid_at,
        coalesce(
        delivered.promised_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.promised_at_local))
    ) as promised_at,
        coalesce(
        delivered.ready_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.ready_at_local))
    ) as ready_at,
        coalesce(
        delivered.picked_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.picked_at_local))
    ) as picked_at,
        coalesce(
        delivered.delivered_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.delivered_at_local))
    ) as delivered_at
    from (
        select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."fulfilment" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'fulfilment'
            and delivery.file_id = feed_row._file_id
    ) as delivered
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by order_no
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from timed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    order_no,
    paid_at,
    cast(timezone(mall_timezone, timezone('UTC', paid_at)) - business_day_cut_hour * interval '1' hour as date) as business_date,
    promised_at,
    ready_at,
    picked_at,
    delivered_at,
    pickup_point_id,
    mode,
    coalesce(reallocated, false) as is_reallocated,
    delivered_on
from latest
