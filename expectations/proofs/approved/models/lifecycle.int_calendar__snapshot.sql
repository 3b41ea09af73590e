-- grain: month_end. The days on which members are scored: the end of each month, and the as-of day.
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

marked as (
    select
        date_day as month_end,
        extract(day from (date_day + 1)) = 1 as is_month_end,
        date_day = (select as_of_date from "control"."run") as is_as_of
    from calendar
)

select * from marked
where is_month_end or is_as_of
