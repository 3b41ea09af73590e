-- grain: month_start, mall_id, position. The figures of the community's monthly review, beside those of the
-- month before and their bounds: what was judged stands as the alert has it, the rest with the registry's.
with board as (
    select * from "kpi"."community_board_kpi"
),

metric as (
    select * from "control"."metric_registry"
),

monthly as (
    select * from "kpi"."kpi_value"
    where period_kind = 'month' and dimension = 'all'
),

judged as (
    select * from "kpi"."int_alert__judged"
    where period_kind = 'month' and dimension = 'all'
),

placed as (
    select
        monthly.period_start as month_start,
        monthly.mall_id,
        board.position,
        board.family,
        board.family_zh,
        board.metric_id,
        metric.name_zh,
        metric.name_en,
        monthly.numerator,
        monthly.denominator,
        monthly.value,
        previous.value as previous_value,
        monthly.unit,
        coalesce(judged.direction, metric.direction) as direction,
        coalesce(judged.warn, metric.warn) as warn,
        coalesce(judged.critical, metric.critical) as critical,
        case
            when judged.metric_id is null then 'not_judged'
            else coalesce(judged.severity, 'within')
        end as standing,
        monthly.is_mature,
        monthly.null_reason,
        monthly.as_of_date
    from monthly
    inner join board on monthly.metric_id = board.metric_id
    inner join metric on monthly.metric_id = metric.metric_id
    left join monthly as previous
        on
            monthly.metric_id = previous.metric_id
            and monthly.mall_id = previous.mall_id
            and monthly.period_start = cast(previous.period_start + interval '1' month as date)
    left join judged
        on
            monthly.metric_id = judged.metric_id
            and monthly.mall_id = judged.mall_id
            and monthly.period_start = judged.period_start
)

select
    month_start,
    mall_id,
    position,
    family,
    family_zh,
    metric_id,
    name_zh,
    name_en,
    numerator,
    denominator,
    value,
    previous_value,
    value - previous_value as value_change,
    case
        when value = previous_value then 'same'
        when (value > previous_value) = (direction = 'up') then 'better'
        when value is not null and previous_value is not null then 'worse'
    end as trend,
    unit,
    direction,
    warn,
    critical,
    standing,
    is_mature,
    null_reason,
    as_of_date
from placed
order by month_start, mall_id, position
