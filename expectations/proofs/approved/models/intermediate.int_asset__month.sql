-- grain: asset, mall_id, month_start. What a mall had of an asset at a month's beginning and end, and what
-- came and went in between; the last month ends with the as-of day.
with interval_of_asset as (
    select * from "intermediate"."int_asset__interval"
),

bounds as (
    select
        min(valid_from) as first_day,
        (select as_of_date from "control"."run") as last_day
    from interval_of_asset
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
),

month as (
    select
        cast(date_trunc('month', date_day) as date) as month_start,
        max(date_day) as last_day
    from calendar
    group by cast(date_trunc('month', date_day) as date)
),

place as (
    select distinct
        asset,
        mall_id
    from interval_of_asset
)

select
    place.asset,
    place.mall_id,
    month.month_start,
    count(*) filter (where asset_interval.valid_from < month.month_start) as opening,
    count(*) filter (
        where asset_interval.valid_from >= month.month_start and asset_interval.is_first
    ) as added,
    count(*) filter (
        where asset_interval.valid_from >= month.month_start and not asset_interval.is_first
    ) as reactivated,
    count(*) filter (
        where asset_interval.valid_to <= month.last_day and asset_interval.end_kind = 'lost'
    ) as lost,
    count(*) filter (
        where asset_interval.valid_to <= month.last_day and asset_interval.end_kind = 'deleted'
    ) as deleted,
    count(*) filter (where asset_interval.valid_to > month.last_day) as closing
from month
cross join place
left join interval_of_asset as asset_interval
    on
        place.asset = asset_interval.asset
        and place.mall_id = asset_interval.mall_id
        and month.last_day >= asset_interval.valid_from
        and month.month_start <= asset_interval.valid_to
group by place.asset, place.mall_id, month.month_start
