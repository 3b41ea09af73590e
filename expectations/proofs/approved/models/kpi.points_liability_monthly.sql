-- grain: month_start, mall_id. The statement of points and what the house owes for them at each month's end.
-- Movements stand with the mall that booked them, live points with the mall that gave them; what members use
-- elsewhere, and what some owe, is between the closing balance and the live points.
with statement as (
    select
        *,
        coalesce(mall_id, 'unknown') as place_id,
        unnest([coalesce(mall_id, 'unknown'), 'ALL']) as told_of
    from "intermediate"."int_points__month"
),

valued as (
    select
        month_start,
        mall_id,
        sum(live_points) as live_points,
        sum(expected_points) as expected_points,
        sum(liability_fen) as liability_fen,
        max(null_reason) as null_reason
    from "kpi"."points_age_monthly"
    group by month_start, mall_id
),

summed as (
    select
        statement.month_start,
        statement.told_of as mall_id,
        cast(sum(statement.opening_points) as bigint) as opening_points,
        cast(sum(statement.earned_points) as bigint) as earned_points,
        cast(sum(statement.adjusted_points) as bigint) as adjusted_points,
        cast(sum(statement.used_points) as bigint) as used_points,
        cast(sum(statement.expired_points) as bigint) as expired_points,
        cast(sum(statement.clawed_back_points) as bigint) as clawed_back_points,
        cast(sum(statement.closing_points) as bigint) as closing_points,
        cast(sum(statement.used_cost_fen) as bigint) as used_cost_fen,
        cast(coalesce(sum(valued.live_points), 0) as bigint) as live_points,
        cast(coalesce(sum(valued.expected_points), 0) as bigint) as expected_points,
        cast(coalesce(sum(valued.liability_fen), 0) as bigint) as liability_fen,
        max(valued.null_reason) as null_reason
    from statement
    left join valued
        on statement.month_start = valued.month_start and statement.place_id = valued.mall_id
    group by statement.month_start, statement.told_of
)

select
    month_start,
    mall_id,
    opening_points,
    earned_points,
    adjusted_points,
    used_points,
    expired_points,
    clawed_back_points,
    closing_points,
    used_cost_fen,
    closing_points - opening_points as inflated_points,
    case when opening_points > 0 then (closing_points - opening_points) / opening_points end
        as inflation_rate,
    live_points,
    closing_points - live_points as settlement_points,
    live_points * 1 as live_value_fen,
    case when null_reason is null then expected_points end as expected_points,
    case when null_reason is null then liability_fen end as liability_fen,
    case when null_reason is null then live_points - expected_points end as breakage_points,
    case when null_reason is null then live_points * 1 - liability_fen end
        as breakage_fen,
    null_reason,
    1 as point_value_fen,
    12 as horizon_months
from summed
order by month_start, mall_id
