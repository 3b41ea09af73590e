-- grain: rule_id, object_id, day. Pitfalls that no bound of one metric shows: friends who grow in number
-- while what becomes of them does not keep up, and definitions that changed under the readers.
with weekly as (
    select
        metric_id,
        mall_id,
        period_start,
        value,
        coalesce(denominator, numerator, value) as people
    from "kpi"."kpi_value"
    where
        period_kind = 'week' and dimension = 'all' and mall_id <> 'unknown' and value is not null
        and metric_id in ('new_friends', 'valid_interaction_rate_7d', 'visit_rate_30d', 'repurchase_90d_joiners')
),

growth as (
    select
        now.metric_id,
        now.mall_id,
        now.period_start,
        now.value,
        now.value / before.value - 1 as growth
    from weekly as now
    inner join weekly as before
        on
            now.metric_id = before.metric_id
            and now.mall_id = before.mall_id
            and now.period_start = (before.period_start + 7)
    where
        before.value > 0
        and now.people >= 30
        and before.people >= 30
),

outcome as (
    select
        mall_id,
        period_start,
        max(growth) as growth
    from growth
    where metric_id <> 'new_friends'
    group by mall_id, period_start
),

definition as (
    select
        metric_id,
        valid_from,
        definition_hash <> lag(definition_hash) over (
            partition by metric_id order by valid_from
        ) as is_changed
    from "kpi"."dim_metric"
    where covered_as = 'metric'
),

drift as (
    select
        valid_from as day,
        count(*) as changed
    from definition
    where is_changed
    group by valid_from
),

-- Some days after a change nothing changed any more: the row that closes it.
calm_day as (
    select (day + 3) as day
    from drift
),

drift_day as (
    select * from drift
    union all
    select
        calm_day.day,
        0 as changed
    from calm_day
    left join drift on calm_day.day = drift.day
    where calm_day.day <= (select as_of_date from "control"."run") and drift.day is null
),

measured as (
    select
        'pitfall:friends_only_growth' as rule_id,
        friend.mall_id,
        case 'week'
        when 'day' then friend.period_start
        when 'week' then (friend.period_start + 6)
        else cast(last_day(friend.period_start) as date)
    end as day,
        'week' as period_kind,
        friend.period_start,
        cast(friend.value as bigint) as numerator,
        round(case when friend.growth > 0 then friend.growth - outcome.growth else 0 end, 9) as value,
        0.2 as threshold
    from growth as friend
    inner join outcome on friend.mall_id = outcome.mall_id and friend.period_start = outcome.period_start
    where friend.metric_id = 'new_friends'
    union all
    select
        'pitfall:definition_drift' as rule_id,
        'ALL' as mall_id,
        day,
        'day' as period_kind,
        day as period_start,
        changed as numerator,
        cast(changed as double) as value,
        0 as threshold
    from drift_day
)

select
    rule_id,
    mall_id as object_id,
    day,
    mall_id,
    'all' as dimension,
    'all' as dimension_value,
    period_kind,
    period_start,
    numerator,
    cast(null as bigint) as denominator,
    value,
    cast(threshold as double) as threshold,
    value > threshold as is_beyond,
    false as is_over
from measured
