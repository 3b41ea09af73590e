-- grain: month_start, mall_id. The points of members by the mall that booked them: the balance at the month's
-- opening and what moved it. What is given is less what was taken back or corrected, so that opening, given,
-- used and expired make the closing balance.
with movement as (
    select
        *,
        cast(date_trunc('month', business_date) as date) as month_start
    from "core"."fct_points"
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
        cast(-sum(case when reason in ('redeem_goods', 'redeem_fee', 'charity') then change else 0 end) as bigint)
            as used_points,
        cast(-sum(case when reason = 'expire' then change else 0 end) as bigint) as expired_points
    from movement
    group by mall_id, month_start
),

summed as (
    select
        month.mall_id,
        month.month_start,
        coalesce(moved.change, 0) as change,
        coalesce(moved.used_points, 0) as used_points,
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
    change + used_points + expired_points as given_points,
    used_points,
    expired_points,
    closing_points,
    used_points * 1 as used_cost_fen
from summed
