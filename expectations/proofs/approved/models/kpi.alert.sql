-- grain: rule_id, object_id, day. Figures beyond their bounds, what the built-in rules found and
-- experiments that were broken: open, ongoing or acknowledged, closed. It closes in the first period that
-- is back within the bound at least so many days after the last beyond it, so that what flaps stays one;
-- without a figure nothing changes.
with seen as (
    select
        concat('bound:', metric_id) as rule_id,
        case
            when dimension = 'all' then mall_id
            else concat(mall_id, '/', dimension, '=', dimension_value)
        end as object_id,
        false as is_over,
        day, metric_id, mall_id, dimension, dimension_value, period_kind, period_start, numerator, denominator, value, direction, warn, critical, severity, owner_role, playbook_id
    from "kpi"."int_alert__judged"
    union all
    select
        rule_id,
        object_id,
        value is null as is_over,
        day, metric_id, mall_id, dimension, dimension_value, period_kind, period_start, numerator, denominator, value, direction, warn, critical, severity, owner_role, playbook_id
    from "kpi"."int_alert__experiment"
    union all
    select
        rule_id,
        object_id,
        is_over,
        day, metric_id, mall_id, dimension, dimension_value, period_kind, period_start, numerator, denominator, value, direction, warn, critical, severity, owner_role, playbook_id
    from "kpi"."int_alert__rule"
),

remembered as (
    select
        *,
        last_value(case when severity is not null then day end ignore nulls) over until_now as beyond_on,
        last_value(severity ignore nulls) over until_now as last_severity
    from seen
    window until_now as (partition by rule_id, object_id order by day rows between unbounded preceding and current row)
),

calmed as (
    select
        *,
        beyond_on is null or severity is null and (
            is_over or date_diff('day', beyond_on, day) >= 3
        ) as is_calm
    from remembered
),

judged as (
    select
        *,
        coalesce(lag(is_calm) over (partition by rule_id, object_id order by day), true) as was_calm
    from calmed
),

spelled as (
    select
        *,
        max(case when was_calm and not is_calm then day end) over (partition by rule_id, object_id order by day) as opened_on,
        row_number() over (partition by rule_id, object_id order by day desc) = 1 as is_newest
    from judged
    where not (is_calm and was_calm)
),

-- Who took on a day of a spell has taken on what is left of it; of several who did, the last.
taken_on as (
    select
        spelled.rule_id,
        spelled.object_id,
        spelled.opened_on,
        acknowledgement.day,
        acknowledgement.acknowledged_at,
        acknowledgement.acknowledged_by,
        row_number() over (
            partition by spelled.rule_id, spelled.object_id, spelled.opened_on
            order by acknowledgement.acknowledgement_id desc
        ) as place
    from spelled
    inner join "control"."alert_acknowledgement" as acknowledgement
        on
            spelled.rule_id = acknowledgement.rule_id
            and spelled.object_id = acknowledgement.object_id
            and spelled.day = acknowledgement.day
    where acknowledgement.is_in_force
),

rule as (
    select * from "kpi"."alert_rule"
),

metric as (
    select * from "control"."metric_registry"
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
        spelled.*,
        taken_on.acknowledged_at,
        taken_on.acknowledged_by,
        case
            when spelled.is_calm then 'closed'
            when taken_on.rule_id is not null then 'acknowledged'
            when spelled.day = spelled.opened_on then 'open'
            else 'ongoing'
        end as status,
        coalesce(spelled.playbook_id, of_metric.playbook_id, of_role.playbook_id) as what_to_do
    from spelled
    left join taken_on
        on
            spelled.rule_id = taken_on.rule_id
            and spelled.object_id = taken_on.object_id
            and spelled.opened_on = taken_on.opened_on
            and spelled.day >= taken_on.day
            and taken_on.place = 1
    left join of_metric on spelled.metric_id = of_metric.metric_id
    left join of_role on spelled.owner_role = of_role.owner_role
)

select
    staged.rule_id,
    staged.object_id,
    staged.day,
    coalesce(rule.name_zh, metric.name_zh, staged.rule_id) as name_zh,
    coalesce(rule.name_en, metric.name_en, staged.rule_id) as name_en,
    staged.metric_id,
    staged.mall_id,
    staged.dimension,
    staged.dimension_value,
    staged.period_kind,
    staged.period_start,
    cast(staged.numerator as bigint) as numerator,
    cast(staged.denominator as bigint) as denominator,
    staged.value,
    staged.direction,
    case when staged.last_severity = 'critical' then staged.critical else staged.warn end as threshold,
    staged.last_severity as severity,
    staged.severity is not null as is_beyond,
    staged.status,
    staged.opened_on,
    date_diff('day', staged.opened_on, staged.day) as days_open,
    staged.is_newest and staged.status <> 'closed' as is_open_now,
    staged.acknowledged_at,
    staged.acknowledged_by,
    staged.owner_role,
    staged.what_to_do as playbook_id,
    playbook.action as action_zh,
    playbook.action_en
from staged
left join rule on staged.rule_id = rule.rule_id
left join metric on staged.metric_id = metric.metric_id
left join playbook on staged.what_to_do = playbook.playbook_id
order by staged.rule_id, staged.object_id, staged.day
