-- grain: rule_id, object_id, day. What the built-in rules measured, with the bound, who answers and what
-- to do, in the columns of int_alert__judged; `is_over` where there is nothing left to measure.
{%- set measured = ['int_alert__group', 'int_alert__leader', 'int_alert__review', 'int_alert__pitfall'] %}
{%- set columns = [
    'rule_id', 'object_id', 'day', 'mall_id', 'dimension', 'dimension_value', 'period_kind', 'period_start',
    'numerator', 'denominator', 'value', 'threshold', 'is_beyond', 'is_over'
] %}
with measured as (
    {% for model in measured -%}
    select {{ columns | join(', ') }} from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

rule as (
    select * from {{ ref('alert_rule') }}
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
