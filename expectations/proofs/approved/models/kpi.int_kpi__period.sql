-- grain: period_kind, period_start. Days, ISO weeks and calendar months from the first fact to the as-of day.
with calendar as (
    select * from "kpi"."time_spine_day"
),

starts as (
    select distinct
        'day' as period_kind,
        date_day as period_start
    from calendar
    union all
    select distinct
        'week' as period_kind,
        cast(date_trunc('week', date_day) as date) as period_start
    from calendar
    union all
    select distinct
        'month' as period_kind,
        cast(date_trunc('month', date_day) as date) as period_start
    from calendar
)

select
    period_kind,
    period_start,
    case period_kind
        when 'day' then period_start
        when 'week' then (period_start + 6)
        else cast(last_day(period_start) as date)
    end as period_end
from starts
