-- grain: rule_id, object_id, day. Share of bad reviews of the last days against a longer time that ends on
-- the same day, by leader, by shop, by community and of all; without a value while the last days hold too
-- few.
{%- set recent = var('alert_review_days') %}
{%- set usual = var('alert_review_usual_days') %}
{%- set factor = var('alert_review_factor') %}
with rating as (
    select
        stg.business_date,
        stg.leader_id,
        stg.shop_id,
        leader.community_id,
        case when stg.stars <= {{ var('alert_review_low_stars') }} then 1 else 0 end as is_low
    from {{ ref('stg_order_rating') }} as stg
    left join {{ ref('dim_leader') }} as leader on stg.leader_id = leader.leader_id and leader.is_last_known
    where stg.business_date <= {{ as_of_date() }} and stg.stars is not null
),

told as (
    {% for dimension, column in [
        ('leader', 'leader_id'), ('shop', 'shop_id'), ('community', 'community_id')
    ] -%}
    select
        '{{ dimension }}' as dimension,
        {{ column }} as dimension_value,
        business_date,
        is_low
    from rating
    where {{ column }} is not null
    union all
    {% endfor -%}
    select
        'all' as dimension,
        'all' as dimension_value,
        business_date,
        is_low
    from rating
),

daily as (
    select
        dimension,
        dimension_value,
        business_date,
        count(*) as ratings,
        sum(is_low) as low_ratings
    from told
    group by dimension, dimension_value, business_date
),

bounds as (
    select
        min(business_date) as first_day,
        {{ as_of_date() }} as last_day
    from daily
),

calendar as (
    {{ day_series('bounds', 'first_day', 'last_day') }}
),

object as (
    select
        dimension,
        dimension_value,
        min(business_date) as first_day
    from daily
    group by dimension, dimension_value
),

counted as (
    select
        object.dimension,
        object.dimension_value,
        calendar.date_day as day,
        sum(coalesce(daily.ratings, 0)) over recent as ratings,
        sum(coalesce(daily.low_ratings, 0)) over recent as low_ratings,
        sum(coalesce(daily.ratings, 0)) over usual as usual_ratings,
        sum(coalesce(daily.low_ratings, 0)) over usual as usual_low_ratings
    from object
    inner join calendar on object.first_day <= calendar.date_day
    left join daily
        on
            object.dimension = daily.dimension
            and object.dimension_value = daily.dimension_value
            and calendar.date_day = daily.business_date
    window
        recent as (
            partition by object.dimension, object.dimension_value order by calendar.date_day
            rows between {{ [recent | int - 1, 0] | max }} preceding and current row
        ),
        usual as (
            partition by object.dimension, object.dimension_value order by calendar.date_day
            rows between {{ [usual | int - 1, 0] | max }} preceding and current row
        )
)

select
    'review:bad_rate' as rule_id,
    concat(dimension, '=', dimension_value) as object_id,
    day,
    'ALL' as mall_id,
    dimension,
    dimension_value,
    'day' as period_kind,
    day as period_start,
    low_ratings as numerator,
    ratings as denominator,
    case
        when ratings >= {{ var('alert_review_min_ratings') }}
            then round(cast(low_ratings as double) / ratings, 9)
    end as value,
    round({{ factor }} * cast(usual_low_ratings as double) / nullif(usual_ratings, 0), 9) as threshold,
    coalesce(
        ratings >= {{ var('alert_review_min_ratings') }}
        and low_ratings * usual_ratings > {{ factor }} * usual_low_ratings * ratings, false
    ) as is_beyond,
    false as is_over
from counted
