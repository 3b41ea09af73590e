-- grain: month_start, mall_id, position. The four loops of a month as a check-list: what was due, what was
-- done of it and what is left, by the figures of the registry; a month that is not over yet tells until
-- when.
with item as (
    select * from "kpi"."loop_checklist_item"
),

monthly as (
    select * from "kpi"."kpi_value"
    where period_kind = 'month' and dimension = 'all'
),

feed_state as (
    select * from "control"."feed_state"
),

month as (
    select distinct
        period_start as month_start,
        mall_id
    from monthly
)

select
    month.month_start,
    month.mall_id,
    item.position,
    item.loop,
    item.loop_zh,
    item.item_zh,
    item.item_en,
    item.metric_id,
    monthly.denominator as due,
    monthly.numerator as done,
    monthly.denominator - monthly.numerator as left_to_do,
    monthly.value as done_rate,
    coalesce(monthly.is_mature, false) as is_mature,
    case
        when monthly.metric_id is not null then monthly.null_reason
        when feed_state.is_present then 'not_in_registry'
        else concat('feed_absent:', item.required_feed)
    end as null_reason,
    'PB-MONTHLY-LOOP' as playbook_id
from month
cross join item
left join monthly
    on
        month.month_start = monthly.period_start
        and month.mall_id = monthly.mall_id
        and item.metric_id = monthly.metric_id
left join feed_state on item.required_feed = feed_state.feed
order by month.month_start, month.mall_id, item.position
