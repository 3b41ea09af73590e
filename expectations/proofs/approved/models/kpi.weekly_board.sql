-- grain: week_start, mall_id, position. The ten figures of the weekly review, with those of the week before.
with board as (
    select * from "kpi"."weekly_board_kpi"
),

weekly as (
    select * from "kpi"."kpi_value"
    where period_kind = 'week' and dimension = 'all'
),

feed_state as (
    select * from "control"."feed_state"
),

week as (
    select distinct
        period_start as week_start,
        mall_id
    from weekly
),

placed as (
    select
        week.week_start,
        week.mall_id,
        board.position,
        board.family,
        board.family_zh,
        board.metric_id,
        board.kpi_zh as name_zh,
        board.kpi_en as name_en,
        weekly.numerator,
        weekly.denominator,
        weekly.value,
        weekly.unit,
        coalesce(weekly.is_mature, false) as is_mature,
        case
            when weekly.metric_id is not null then weekly.null_reason
            when feed_state.is_present then 'not_in_registry'
            else concat('feed_absent:', board.required_feed)
        end as null_reason,
        previous.value as previous_value
    from week
    cross join board
    left join weekly
        on
            week.week_start = weekly.period_start
            and week.mall_id = weekly.mall_id
            and board.metric_id = weekly.metric_id
    left join weekly as previous
        on
            week.week_start = (previous.period_start + 7)
            and week.mall_id = previous.mall_id
            and board.metric_id = previous.metric_id
    left join feed_state on board.required_feed = feed_state.feed
)

select
    week_start,
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
    unit,
    is_mature,
    null_reason
from placed
order by week_start, mall_id, position
