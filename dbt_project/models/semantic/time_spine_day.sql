-- grain: date_day. Every business day from the first fact to the as-of day: the calendar of the figures.
with facts as (
    select min(business_date) as first_day from {{ ref('fct_purchase') }}
    union all
    select min(business_date) as first_day from {{ ref('fct_visit_day') }}
    union all
    select min(business_date) as first_day from {{ ref('fct_benefit') }}
    union all
    select min(business_date) as first_day from {{ ref('fct_outreach') }}
),

bounds as (
    select
        {{ as_of_date() }} as last_day,
        coalesce(min(first_day), {{ as_of_date() }}) as first_day
    from facts
)

{{ day_series('bounds', 'first_day', 'last_day') }}
