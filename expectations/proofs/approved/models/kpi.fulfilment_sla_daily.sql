-- grain: business_date, point_id. Orders by the day of payment and the point that they went through, and of
-- all points together: what waited, what was missed, what went elsewhere than meant, how fast express was.
with fulfilment as (
    select
        *,
        unnest([point_id, 'ALL']) as told_of
    from "intermediate"."int_stock__fulfilment"
),

pickup_point as (
    select * from "core"."dim_pickup_point" where is_last_known
),

counted as (
    select
        business_date,
        told_of as point_id,
        case when told_of <> 'ALL' then max(community_id) end as community_id,
        case when told_of <> 'ALL' then max(mode) end as mode,
        count(*) as orders,
        count(*) filter (where not is_express) as pickup_orders,
        count(*) filter (where is_reallocated) as reallocated_orders,
        count(is_stale) as stale_judged_orders,
        count(*) filter (where is_stale) as stale_orders,
        count(is_missed) as missed_judged_orders,
        count(*) filter (where is_missed) as missed_orders,
        quantile_cont(wait_hours, 0.9) as wait_hours_p90,
        count(is_express_in_time) as express_judged_orders,
        count(*) filter (where is_express_in_time) as express_in_time_orders,
        quantile_cont(express_minutes, 0.9) as express_minutes_p90,
        count(*) filter (where is_stock_known) as stock_known_orders,
        count(*) filter (where is_stock_known and is_oversold) as oversold_orders
    from fulfilment
    group by business_date, told_of
)

select
    counted.business_date,
    counted.point_id,
    counted.community_id,
    counted.mode,
    counted.orders,
    counted.pickup_orders,
    cast(pickup_point.capacity as bigint) as capacity,
    coalesce(counted.pickup_orders > pickup_point.capacity, false) as is_over_capacity,
    counted.reallocated_orders,
    counted.reallocated_orders / nullif(counted.pickup_orders, 0) as reallocation_rate,
    counted.stale_orders,
    counted.stale_judged_orders,
    counted.stale_orders / nullif(counted.stale_judged_orders, 0) as stale_rate,
    counted.missed_orders,
    counted.missed_judged_orders,
    counted.missed_orders / nullif(counted.missed_judged_orders, 0) as missed_rate,
    counted.wait_hours_p90,
    counted.express_in_time_orders,
    counted.express_judged_orders,
    counted.express_in_time_orders / nullif(counted.express_judged_orders, 0) as express_in_time_rate,
    counted.express_minutes_p90,
    counted.oversold_orders,
    counted.stock_known_orders,
    counted.oversold_orders / nullif(counted.stock_known_orders, 0) as oversold_rate
from counted
left join pickup_point on counted.point_id = pickup_point.pickup_point_id
order by counted.business_date, counted.point_id
