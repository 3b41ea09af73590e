-- Visit-days of the period per member who was active at the end of its last day.
with visits as (
    select
        cast(date_trunc('{period}', business_date) as date) as period_start,
        {mall} as mall,
        {dimension} as dimension_value,
        count(*) as visits
    from core.fct_visit_day
    group by 1, 2, 3
),

last_days as (
    select max(date) as last_on from lifecycle.int_member__daily_count group by date_trunc('{period}', date)
),

active as (
    select
        cast(date_trunc('{period}', date) as date) as period_start,
        {mall} as mall,
        {dimension} as dimension_value,
        sum(active_30d_members) as members
    from lifecycle.int_member__daily_count
    where date in (select last_on from last_days)
    group by 1, 2, 3
)

select period_start, mall, dimension_value, coalesce(visits, 0) / nullif(members, 0) as value
from visits full join active using (period_start, mall, dimension_value)
