-- One row per order_no: what the buyer thought of an order, as last delivered.

with timed as (
    select
        delivered.*,
        clock.mall_id as clock_mall_id,
        coalesce(clock.business_day_cut_hour, 0) as business_day_cut_hour,
        coalesce(clock.timezone, 'Asia/Shanghai') as mall_timezone,
        coalesce(
        delivered.rated_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.rated_at_local))
    ) as rated_at,
        coalesce(
        delivered.responded_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.responded_at_local))
    ) as responded_at
    from (
        select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."order_rating" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'order_rating'
            and delivery.file_id = feed_row._file_id
    ) as delivered
    left join "staging"."stg_master__clock" as clock
        on
            clock.object_type = 'shop'
            and delivered.shop_id = clock.object_id
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
    leader_id,
    shop_id,
    clock_mall_id as mall_id,
    rated_at,
    cast(timezone(mall_timezone, timezone('UTC', rated_at)) - business_day_cut_hour * interval '1' hour as date) as business_date,
    stars,
    is_complaint,
    responded_at,
    delivered_on
from latest
