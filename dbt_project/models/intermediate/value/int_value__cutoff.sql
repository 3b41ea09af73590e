-- grain: cutoff_on. Days from which the future is estimated: month ends and the as-of day. From a month's end
-- the next month is held out; that month is known once the as-of day has reached its end.
with standing as (
    select
        min(first_purchase_on) as history_from,
        {{ as_of_date() }} as as_of_date
    from {{ ref('int_value__standing') }}
),

snapshot as (
    select * from {{ ref('int_calendar__snapshot') }}
)

select
    snapshot.month_end as cutoff_on,
    snapshot.is_month_end,
    snapshot.is_as_of,
    {{ add_days('snapshot.month_end', 1) }} as held_out_month,
    cast(last_day({{ add_days('snapshot.month_end', 1) }}) as date) as held_out_until,
    snapshot.is_month_end and last_day({{ add_days('snapshot.month_end', 1) }}) <= standing.as_of_date
        as is_held_out_known,
    {{ days_between('standing.history_from', 'snapshot.month_end') }} + 1 as history_days,
    {{ var('ltv_min_history_days') }} as min_history_days,
    {{ var('ltv_min_repeat_members') }} as min_repeat_members,
    {{ var('ltv_horizon_months') }} as horizon_months,
    {{ var('ltv_discount_rate') }} as discount_rate
from snapshot
cross join standing
where
    snapshot.month_end >= standing.history_from
    and snapshot.month_end > standing.as_of_date - interval '{{ var('ltv_months') }} months'
