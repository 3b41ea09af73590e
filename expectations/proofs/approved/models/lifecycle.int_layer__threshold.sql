-- grain: valid_from. What counts as high frequency and high ticket in a month: a percentile of the members
-- active at the end of the month before, so that a threshold is known before it is used and holds still for
-- a month. Fixed values stand in when nobody was active then, or when the fixed kind is chosen.
with state as (
    select * from "lifecycle"."int_member__state"
),

bounds as (
    select
        min(valid_from) as first_day,
        (select as_of_date from "control"."run") as last_day
    from state
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
),

month_start as (
    select distinct cast(date_trunc('month', date_day) as date) as valid_from
    from calendar
),

active_base as (
    select
        month_start.valid_from,
        state.visits_90d,
        state.average_ticket_90d_fen
    from month_start
    inner join state
        on
            (month_start.valid_from + -1) >= state.valid_from
            and (month_start.valid_from + -1) < state.valid_to
    where state.is_joined and state.active_days_30d > 0
),

observed as (
    select
        valid_from,
        count(*) as active_members,
        percentile_disc(0.8) within group (order by visits_90d) as visits_90d,
        percentile_disc(0.8) within group (order by average_ticket_90d_fen)
            as average_ticket_90d_fen
    from active_base
    group by valid_from
)

select
    month_start.valid_from,
    cast(month_start.valid_from + interval '1' month as date) as valid_to,
    coalesce(observed.active_members, 0) as active_members,
    
    coalesce(observed.visits_90d, 8) as high_frequency_visits_90d,
    coalesce(observed.average_ticket_90d_fen, 20000) as high_ticket_fen,
    
    False or observed.visits_90d is null as is_fixed
from month_start
left join observed on month_start.valid_from = observed.valid_from
