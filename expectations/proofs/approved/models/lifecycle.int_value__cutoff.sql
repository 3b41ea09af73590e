-- grain: cutoff_on. Days from which the future is estimated: month ends and the as-of day. From a month's end
-- the next month is held out; that month is known once the as-of day has reached its end.
with standing as (
    select
        min(first_purchase_on) as history_from,
        (select as_of_date from "control"."run") as as_of_date
    from "lifecycle"."int_value__standing"
),

snapshot as (
    select * from "lifecycle"."int_calendar__snapshot"
)

select
    snapshot.month_end as cutoff_on,
    snapshot.is_month_end,
    snapshot.is_as_of,
    (snapshot.month_end + 1) as held_out_month,
    cast(last_day((snapshot.month_end + 1)) as date) as held_out_until,
    snapshot.is_month_end and last_day((snapshot.month_end + 1)) <= standing.as_of_date
        as is_held_out_known,
    date_diff('day', standing.history_from, snapshot.month_end) + 1 as history_days,
    56 as min_history_days,
    100 as min_repeat_members,
    12 as horizon_months,
    0.1 as discount_rate
from snapshot
cross join standing
where
    snapshot.month_end >= standing.history_from
    and snapshot.month_end > standing.as_of_date - interval '24 months'
