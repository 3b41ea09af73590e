-- grain: month_start, mall_id, age_band. Points that are live at a month's end by the mall that gave them and
-- their age in months, and what is expected of them: of points of that age that were live at month ends so
-- long ago that the horizon is over, of all malls, the share that was used within it. Young houses have no
-- such month ends, and no expectation.
with drawn as (
    select
        mall_id,
        cast(date_trunc('month', given_on) as date) as given_month,
        cast(date_trunc('month', used_on) as date) as used_month,
        use_kind,
        cast(sum(points) as bigint) as points
    from "intermediate"."int_points__draw"
    group by mall_id, date_trunc('month', given_on), date_trunc('month', used_on), use_kind
),

bounds as (
    select
        min(given_month) as first_month,
        cast(date_trunc('month', (select as_of_date from "control"."run")) as date) as last_month
    from drawn
),

month as (
    select cast(unnest(generate_series(first_month, last_month, interval 1 month)) as date) as month_start
    from bounds
),

aged as (
    select
        month.month_start,
        drawn.mall_id,
        drawn.points,
        case when date_diff('month', drawn.given_month, month.month_start) < 3 then '00-02' when date_diff('month', drawn.given_month, month.month_start) < 6 then '03-05' when date_diff('month', drawn.given_month, month.month_start) < 12
        then '06-11' else '12+' end as age_band,
        drawn.use_kind = 'burn'
        and drawn.used_month <= month.month_start + interval 12 month as is_redeemed
    from month
    inner join drawn
        on
            month.month_start >= drawn.given_month
            and month.month_start < drawn.used_month
),

live as (
    select
        month_start,
        mall_id,
        age_band,
        cast(sum(points) as bigint) as live_points
    from aged
    group by month_start, mall_id, age_band
),

seen as (
    select
        month_start,
        age_band,
        sum(points) as observed_points,
        sum(case when is_redeemed then points else 0 end) as redeemed_points
    from aged
    group by month_start, age_band
),

-- Month ends whose horizon was over at the end of this month, or on the as-of day in the last one.
known as (
    select
        month.month_start,
        seen.age_band,
        cast(sum(seen.observed_points) as bigint) as observed_points,
        cast(sum(seen.redeemed_points) as bigint) as redeemed_points
    from month
    inner join seen
        on
            seen.month_start + interval 12 month <= month.month_start
            and last_day(seen.month_start + interval 12 month) <= (select as_of_date from "control"."run")
    group by month.month_start, seen.age_band
)

select
    live.month_start,
    live.mall_id,
    live.age_band,
    live.live_points,
    known.redeemed_points,
    known.observed_points,
    known.redeemed_points / known.observed_points as redemption_rate,
    cast(
        (2 * cast(live.live_points as hugeint) * known.redeemed_points + known.observed_points) // (2 * cast(known.observed_points as hugeint)) as bigint
    )
        as expected_points,
    cast(
        (2 * cast(live.live_points * 1 as hugeint) * known.redeemed_points + known.observed_points) // (2 * cast(known.observed_points as hugeint)) as bigint
    ) as liability_fen,
    case when known.observed_points is null then 'immature' end as null_reason
from live
left join known on live.month_start = known.month_start and live.age_band = known.age_band
order by live.month_start, live.mall_id, live.age_band
