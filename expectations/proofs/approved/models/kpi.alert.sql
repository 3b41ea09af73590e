-- grain: rule_id, object_id, day. A figure beyond its bound or an experiment that was broken, from the first
-- period in which it was to the first in which it is back; a period without a figure neither opens nor closes
-- anything.
with seen as (
    select
        concat('bound:', metric_id) as rule_id,
        case
            when dimension = 'all' then mall_id
            else concat(mall_id, '/', dimension, '=', dimension_value)
        end as object_id,
        day, metric_id, mall_id, dimension, dimension_value, period_kind, period_start, numerator, denominator, value, direction, warn, critical, severity, owner_role, playbook_id
    from "kpi"."int_alert__judged"
    union all
    select
        rule_id,
        object_id,
        day, metric_id, mall_id, dimension, dimension_value, period_kind, period_start, numerator, denominator, value, direction, warn, critical, severity, owner_role, playbook_id
    from "kpi"."int_alert__experiment"
),

judged as (
    select
        *,
        lag(severity) over (partition by rule_id, object_id order by day) as severity_before,
        row_number() over (partition by rule_id, object_id order by day desc) = 1 as is_newest
    from seen
),

playbook as (
    select * from "kpi"."playbook"
),

judging as (
    select
        playbook_id,
        unnest(string_split(metric_ids, ' ')) as metric_id
    from playbook
),

of_metric as (
    select
        metric_id,
        min(playbook_id) as playbook_id
    from judging
    group by metric_id
),

of_role as (
    select
        owner_role,
        min(playbook_id) as playbook_id
    from playbook
    where is_default_of_role
    group by owner_role
),

staged as (
    select
        *,
        case
            when severity is not null and severity_before is null then 'open'
            when severity is not null then 'ongoing'
            else 'closed'
        end as status
    from judged
    where coalesce(severity, severity_before) is not null
)

select
    staged.rule_id,
    staged.object_id,
    staged.day,
    staged.metric_id,
    staged.mall_id,
    staged.dimension,
    staged.dimension_value,
    staged.period_kind,
    staged.period_start,
    staged.numerator,
    staged.denominator,
    staged.value,
    staged.direction,
    case
        when coalesce(staged.severity, staged.severity_before) = 'critical' then staged.critical
        else staged.warn
    end as threshold,
    coalesce(staged.severity, staged.severity_before) as severity,
    staged.status,
    max(case when staged.status = 'open' then staged.day end) over (
        partition by staged.rule_id, staged.object_id order by staged.day
    ) as opened_on,
    staged.is_newest and staged.status <> 'closed' as is_open_now,
    staged.owner_role,
    coalesce(staged.playbook_id, of_metric.playbook_id, of_role.playbook_id) as playbook_id
from staged
left join of_metric on staged.metric_id = of_metric.metric_id
left join of_role on staged.owner_role = of_role.owner_role
order by staged.rule_id, staged.object_id, staged.day
