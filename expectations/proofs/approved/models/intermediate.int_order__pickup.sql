-- grain: order_no. Community orders that their buyers pick up: at which hour, and whether within 24 hours of
-- being ready, on the default clock. Orders sent to the door are none; without a time of readiness nothing
-- can be said. The buyer is known by the order of that activity and number.
with fulfilment as (
    select * from "staging"."stg_fulfilment"
    where mode <> 'express' and ready_at is not null and business_date <= (select as_of_date from "control"."run")
),

placed_order as (
    select
        concat_ws('-', activity, order_no) as full_order_no,
        min(member_uid) as member_uid
    from "core"."fct_order_line"
    group by concat_ws('-', activity, order_no)
)

select
    fulfilment.order_no,
    placed_order.member_uid,
    fulfilment.pickup_point_id,
    fulfilment.mode,
    cast(timezone('Asia/Shanghai', timezone('UTC', fulfilment.ready_at)) as date) as ready_on,
    fulfilment.picked_at,
    cast(extract(hour from timezone('Asia/Shanghai', timezone('UTC', fulfilment.picked_at))) as integer) as pickup_hour,
    fulfilment.picked_at is not null as is_picked,
    coalesce(fulfilment.picked_at < fulfilment.ready_at + interval 24 hour, false) as is_picked_24h
from fulfilment
left join placed_order on fulfilment.order_no = placed_order.full_order_no
