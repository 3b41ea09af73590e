-- grain: order_no. Community orders that their buyers pick up: at which hour, and whether within 24 hours of
-- being ready, on the default clock. Orders sent to the door are none; without a time of readiness nothing
-- can be said.
with fulfilment as (
    select * from "staging"."stg_fulfilment"
    where mode <> 'express' and ready_at is not null and business_date <= (select as_of_date from "control"."run")
)

select
    order_no,
    pickup_point_id,
    mode,
    cast(timezone('Asia/Shanghai', timezone('UTC', ready_at)) as date) as ready_on,
    picked_at,
    cast(extract(hour from timezone('Asia/Shanghai', timezone('UTC', picked_at))) as integer) as pickup_hour,
    picked_at is not null as is_picked,
    coalesce(picked_at < ready_at + interval 24 hour, false) as is_picked_24h
from fulfilment
