-- grain: month_start, mall_id, segment. Members of each RFM segment at the end of a finished month, their
-- share and spend.
with by_segment as (
    select * from "kpi"."kpi_value"
    where period_kind = 'month' and dimension = 'rfm_segment' and value is not null
)

select
    share.period_start as month_start,
    share.mall_id,
    share.dimension_value as segment,
    share.numerator,
    share.denominator,
    share.value,
    spend.numerator as spend_365d_fen
from by_segment as share
inner join by_segment as spend
    on
        share.period_start = spend.period_start
        and share.mall_id = spend.mall_id
        and share.dimension_value = spend.dimension_value
where share.metric_id = 'rfm_segment_share' and spend.metric_id = 'rfm_segment_spend_fen'
order by share.period_start, share.mall_id, share.dimension_value
