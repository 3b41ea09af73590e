-- grain: rule_id, object_id, day. What the built-in rules measured, with the bound, who answers and what
-- to do, in the columns of int_alert__judged; `is_over` where there is nothing left to measure.
with measured as (
    select rule_id, object_id, day, mall_id, dimension, dimension_value, period_kind, period_start, numerator, denominator, value, threshold, is_beyond, is_over from "kpi"."int_alert__group"
    union all
    select rule_id, object_id, day, mall_id, dimension, dimension_value, period_kind, period_start, numerator, denominator, value, threshold, is_beyond, is_over from "kpi"."int_alert__leader"
    union all
    select rule_id, object_id, day, mall_id, dimension, dimension_value, period_kind, period_start, numerator, denominator, value, threshold, is_beyond, is_over from "kpi"."int_alert__review"
    union all
    select rule_id, object_id, day, mall_id, dimension, dimension_value, period_kind, period_start, numerator, denominator, value, threshold, is_beyond, is_over from "kpi"."int_alert__pitfall"
    
    ),

rule as (
    select * from "kpi"."alert_rule"
)

select
    measured.rule_id,
    measured.object_id,
    measured.day,
    rule.metric_id,
    measured.mall_id,
    measured.dimension,
    measured.dimension_value,
    measured.period_kind,
    measured.period_start,
    measured.numerator,
    measured.denominator,
    measured.value,
    rule.direction,
    case when rule.severity = 'warning' then measured.threshold end as warn,
    case when rule.severity = 'critical' then measured.threshold end as critical,
    case when measured.is_beyond then rule.severity end as severity,
    rule.owner_role,
    rule.playbook_id,
    measured.is_over
from measured
inner join rule on measured.rule_id = rule.rule_id
