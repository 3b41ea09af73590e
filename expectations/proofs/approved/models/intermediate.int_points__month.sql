-- grain: month_start, mall_id. The points of members by the mall that booked them: the balance at the month's
-- opening and what moved it. What is given is less what was taken back or corrected, so that opening, given,
-- used and expired make the closing balance.
with reason as (
    select * from "intermediate"."points_reason"
),

movement as (
    select
        points.mall_id,
        points.change,
        reason.kind,
        cast(date_trunc('month', points.business_date) as date) as month_start
    from "core"."fct_points" as points
    inner join reason on points.reason = reason.reason
),

bounds as (
    select
        mall_id,
        min(month_start) as first_month,
        cast(date_trunc('month', (select as_of_date from "control"."run")) as date) as last_month
    from movement
    group by mall_id
),

month as (
    select
        mall_id,
        cast(unnest(generate_series(first_month, last_month, interval 1 month)) as date) as month_start
    from bounds
),

moved as (
    select
        mall_id,
        month_start,
        cast(sum(change) as bigint) as change,
        
    cast(coalesce(sum(change) filter (where kind = 'earn'), 0) as bigint)
        as earned_points,
    cast(coalesce(sum(change) filter (where kind = 'adjust'), 0) as bigint)
        as adjusted_points,
    cast(-coalesce(sum(change) filter (where kind = 'burn'), 0) as bigint)
        as burned_points,
    cast(-coalesce(sum(change) filter (where kind = 'expire'), 0) as bigint)
        as expired_points,
    cast(-coalesce(sum(change) filter (where kind = 'clawback'), 0) as bigint)
        as clawed_back_points
    from movement
    group by mall_id, month_start
),

summed as (
    select
        month.mall_id,
        month.month_start,
        coalesce(moved.change, 0) as change,
        coalesce(moved.earned_points, 0) as earned_points,
        coalesce(moved.adjusted_points, 0) as adjusted_points,
        coalesce(moved.clawed_back_points, 0) as clawed_back_points,
        coalesce(moved.burned_points, 0) as used_points,
        coalesce(moved.expired_points, 0) as expired_points,
        cast(sum(coalesce(moved.change, 0)) over (
            partition by month.mall_id order by month.month_start
            rows between unbounded preceding and current row
        ) as bigint) as closing_points
    from month
    left join moved
        on month.mall_id is not distinct from moved.mall_id and month.month_start = moved.month_start
)

select
    concat(cast(month_start as varchar), '|', coalesce(mall_id, '')) as points_month_id,
    month_start,
    mall_id,
    closing_points - change as opening_points,
    earned_points + adjusted_points - clawed_back_points as given_points,
    earned_points,
    adjusted_points,
    clawed_back_points,
    used_points,
    expired_points,
    closing_points,
    used_points * 1 as used_cost_fen
from summed
