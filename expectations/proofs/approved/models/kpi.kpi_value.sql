-- grain: metric_id, period_kind, period_start, mall_id, dimension, dimension_value. Every registered metric.
-- MetricFlow's observations laid over the calendar: null_reason tells what is missing, early or undefined.
with run as (
    select * from "control"."run"
),

metric as (
    select * from "control"."metric_registry"
),

observation as (
    select * from "control"."metric_observation"
),

feed_state as (
    select * from "control"."feed_state"
),

period as (
    select * from "kpi"."int_kpi__period"
),

mall as (
    select 'ALL' as mall_id
    union
    select mall_id from "core"."dim_mall"
    union
    select mall_id from observation
),

required_feed as (
    select
        metric_id,
        unnest(string_split(feeds, ',')) as feed
    from metric
),

absence as (
    select
        required_feed.metric_id,
        string_agg(required_feed.feed, ',' order by required_feed.feed) as absent_feeds
    from required_feed
    left join feed_state on required_feed.feed = feed_state.feed
    where not coalesce(feed_state.is_present, false)
    group by required_feed.metric_id
),

-- Without a dimension each period has a row, even when nothing happened; by dimension only what was seen.
cell as (
    select
        metric.metric_id,
        period.period_kind,
        period.period_start,
        mall.mall_id,
        'all' as dimension,
        'all' as dimension_value
    from metric
    inner join period
        on concat(',', metric.periods, ',') like concat('%,', period.period_kind, ',%')
    cross join mall
    union all
    select
        metric_id,
        period_kind,
        period_start,
        mall_id,
        dimension,
        dimension_value
    from observation
    where dimension <> 'all'
),

measured as (
    select
        cell.*,
        metric.unit,
        metric.has_numerator,
        metric.has_denominator,
        metric.definition_hash,
        metric.window_days,
        absence.absent_feeds,
        coalesce(observation.numerator, 0) as numerator,
        coalesce(observation.denominator, 0) as denominator,
        coalesce(observation.value, 0) as value,
        greatest(
            (period.period_end + metric.matures_after_days),
            coalesce(observation.matures_on, period.period_end)
        ) as matures_on
    from cell
    inner join metric on cell.metric_id = metric.metric_id
    inner join period
        on cell.period_kind = period.period_kind and cell.period_start = period.period_start
    left join absence on cell.metric_id = absence.metric_id
    left join observation
        on
            cell.metric_id = observation.metric_id
            and cell.period_kind = observation.period_kind
            and cell.period_start = observation.period_start
            and cell.mall_id = observation.mall_id
            and cell.dimension = observation.dimension
            and cell.dimension_value = observation.dimension_value
),

judged as (
    select
        measured.*,
        run.as_of_date,
        run.run_id,
        measured.matures_on <= run.as_of_date as is_mature,
        case
            when measured.absent_feeds is not null then concat('feed_absent:', measured.absent_feeds)
            when measured.matures_on > run.as_of_date
                then concat('immature_until:', cast(measured.matures_on as varchar))
            when measured.has_denominator and measured.denominator = 0 then 'empty_denominator'
        end as null_reason
    from measured
    cross join run
),

told as (
    select
        *,
        coalesce(null_reason = 'empty_denominator', true) as has_parts
    from judged
)

select
    metric_id,
    period_kind,
    period_start,
    mall_id,
    dimension,
    dimension_value,
    case when has_parts and has_numerator then numerator end as numerator,
    case when has_parts and has_denominator then denominator end as denominator,
    case when null_reason is null then value end as value,
    unit,
    is_mature,
    null_reason,
    as_of_date,
    definition_hash,
    run_id,
    window_days
from told
order by metric_id, period_kind, period_start, mall_id, dimension, dimension_value
