-- grain: month_start, mall_id, metric_id. The figures by which a mall of its type is judged, with their
-- weights.
with monthly as (
    select * from "kpi"."kpi_value"
    where period_kind = 'month' and dimension = 'all'
),

mall as (
    select
        mall_id,
        mall_type
    from "core"."dim_mall"
    where is_last_known
)

select
    monthly.period_start as month_start,
    monthly.mall_id,
    mall.mall_type,
    monthly.metric_id,
    focus.weight,
    monthly.numerator,
    monthly.denominator,
    monthly.value,
    monthly.is_mature,
    monthly.null_reason,
    monthly.as_of_date
from monthly
inner join mall on monthly.mall_id = mall.mall_id
inner join "kpi"."mall_focus" as focus
    on mall.mall_type = focus.mall_type and monthly.metric_id = focus.metric_id
order by monthly.period_start, monthly.mall_id, monthly.metric_id
