-- grain: period_kind, period_start. Days, ISO weeks and calendar months from the first fact to the as-of day.
with calendar as (
    select * from {{ ref('time_spine_day') }}
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
    {{ period_end('period_kind', 'period_start') }} as period_end
from starts
