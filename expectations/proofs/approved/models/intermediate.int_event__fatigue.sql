-- grain: month_start, guest_id. Guests of rituals who came again within the weeks that end with a month, and
-- the slope of what they attended a week over these weeks (requirement 141): below 0 they tire. Weeks are
-- counted back from the end of the month; those up to the first attendance, 1 for everybody, are left out.
with came as (
    select
        guest_id,
        held_on,
        event_id,
        mall_id,
        min(held_on) over (partition by guest_id) as first_on
    from "intermediate"."int_event__guest"
    where has_come and event_kind = 'community_ritual'
),

month as (
    select distinct
        cast(date_trunc('month', held_on) as date) as month_start,
        cast(last_day(held_on) as date) as month_end
    from came
    where cast(last_day(held_on) as date) <= (select as_of_date from "control"."run")
),

placed as (
    select
        month.month_start,
        came.guest_id,
        came.event_id,
        came.mall_id,
        came.held_on,
        date_diff('day', came.held_on, month.month_end) // 7 as weeks_ago,
        least(12, date_diff('day', came.first_on, month.month_end) // 7) as weeks
    from month
    inner join came on month.month_end >= came.held_on
),

summed as (
    select
        month_start,
        guest_id,
        max_by(mall_id, row(held_on, event_id)) as mall_id,
        max(weeks) as weeks,
        count(*) as attendances,
        sum(weeks - 1 - weeks_ago) as weighted
    from placed
    where weeks_ago < weeks and weeks >= 4
    group by month_start, guest_id
)

select
    concat(cast(month_start as varchar), '|', guest_id) as fatigue_id,
    month_start,
    guest_id,
    mall_id,
    weeks,
    attendances,
    -- Least squares over the weeks 0 … n-1, of which those without attendance are 0.
    (weighted - (weeks - 1) / 2.0 * attendances) / (weeks * (power(weeks, 2) - 1) / 12.0) as weekly_slope
from summed
