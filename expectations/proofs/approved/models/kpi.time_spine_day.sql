-- grain: date_day. Every business day from the first fact to the as-of day: the calendar of the figures.
with facts as (
    select min(business_date) as first_day from "core"."fct_purchase"
    union all
    select min(business_date) as first_day from "core"."fct_visit_day"
    union all
    select min(business_date) as first_day from "core"."fct_benefit"
    union all
    select min(business_date) as first_day from "core"."fct_outreach"
),

bounds as (
    select
        (select as_of_date from "control"."run") as last_day,
        coalesce(min(first_day), (select as_of_date from "control"."run")) as first_day
    from facts
)

select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
