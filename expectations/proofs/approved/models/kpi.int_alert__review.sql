-- grain: rule_id, object_id, day. Share of bad reviews of the last days against a longer time that ends on
-- the same day, by leader, by shop, by community and of all; without a value while the last days hold too
-- few.
with rating as (
    select
        stg.business_date,
        stg.leader_id,
        stg.shop_id,
        leader.community_id,
        case when stg.stars <= 2 then 1 else 0 end as is_low
    from "staging"."stg_order_rating" as stg
    left join "core"."dim_leader" as leader on stg.leader_id = leader.leader_id and leader.is_last_known
    where stg.business_date <= (select as_of_date from "control"."run") and stg.stars is not null
),

told as (
    select
        'leader' as dimension,
        leader_id as dimension_value,
        business_date,
        is_low
    from rating
    where leader_id is not null
    union all
    select
        'shop' as dimension,
        shop_id as dimension_value,
        business_date,
        is_low
    from rating
    where shop_id is not null
    union all
    select
        'community' as dimension,
        community_id as dimension_value,
        business_date,
        is_low
    from rating
    where community_id is not null
    union all
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
        (select as_of_date from "control"."run") as last_day
    from daily
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
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
            rows between 6 preceding and current row
        ),
        usual as (
            partition by object.dimension, object.dimension_value order by calendar.date_day
            rows between 27 preceding and current row
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
        when ratings >= 20
            then round(cast(low_ratings as double) / ratings, 9)
    end as value,
    round(2 * cast(usual_low_ratings as double) / nullif(usual_ratings, 0), 9) as threshold,
    coalesce(
        ratings >= 20
        and low_ratings * usual_ratings > 2 * usual_low_ratings * ratings, false
    ) as is_beyond,
    false as is_over
from counted
