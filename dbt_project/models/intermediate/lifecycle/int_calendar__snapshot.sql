-- grain: month_end. The days on which members are scored: the end of each month, and the as-of day.
with state as (
    select * from {{ ref('int_member__state') }}
),

bounds as (
    select
        min(valid_from) as first_day,
        {{ as_of_date() }} as last_day
    from state
),

calendar as (
    {{ day_series('bounds', 'first_day', 'last_day') }}
),

marked as (
    select
        date_day as month_end,
        extract(day from {{ add_days('date_day', 1) }}) = 1 as is_month_end,
        date_day = {{ as_of_date() }} as is_as_of
    from calendar
)

select * from marked
where is_month_end or is_as_of
