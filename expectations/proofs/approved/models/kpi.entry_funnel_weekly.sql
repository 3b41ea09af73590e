-- grain: week_start, mall_id, entry_id, stage_no. The four-stage funnel of the week, for each mall and each
-- of its entries: footfall, persons reached, new members, of them reachable; each with its rate over the
-- stage before. Only a mall has footfall. It is told by the first source of `footfall_sources` that counted
-- anybody that week.
with weekly as (
    select *
    from "kpi"."kpi_value"
    where period_kind = 'week' and dimension in ('all', 'entry')
),

doors as (
    select
        period_start,
        mall_id,
        metric_id,
        row_number() over (
            partition by period_start, mall_id
            order by
                coalesce(value, 0) > 0 desc,
                case metric_id
                    when 'footfall' then 1
                    when 'footfall_by_cars' then 2
                    when 'footfall_by_check_ins' then 3
                end
        ) as preference
    from weekly
    where dimension = 'all' and metric_id in ('footfall', 'footfall_by_cars', 'footfall_by_check_ins')
),

stage as (
    select
        period_start,
        mall_id,
        1 as stage_no,
        'footfall' as stage,
        metric_id,
        cast(null as varchar) as step_metric_id
    from doors
    where preference = 1
    union all
    select
        period_start,
        mall_id,
        2 as stage_no,
        'effective_reach' as stage,
        'effective_reach' as metric_id,
        'reach_per_' || metric_id as step_metric_id
    from doors
    where preference = 1
    union all
    select
        period_start,
        mall_id,
        3 as stage_no,
        'new_members' as stage,
        'new_members' as metric_id,
        'join_per_reach' as step_metric_id
    from doors
    where preference = 1
    union all
    select
        period_start,
        mall_id,
        4 as stage_no,
        'reachable' as stage,
        'new_members_reachable' as metric_id,
        'new_member_reachable_rate' as step_metric_id
    from doors
    where preference = 1
),

object as (
    select distinct
        period_start,
        mall_id,
        dimension,
        dimension_value
    from weekly
    where metric_id in ('effective_reach', 'new_members', 'new_members_reachable')
),

placed as (
    select
        object.period_start as week_start,
        object.mall_id,
        object.dimension_value as entry_id,
        stage.stage_no,
        stage.stage,
        stage.metric_id,
        stage.step_metric_id,
        object.dimension = 'entry' and stage.stage_no = 1 as has_no_count,
        object.dimension = 'entry' and stage.stage_no <= 2 as has_no_step,
        counted.value,
        step.numerator as step_numerator,
        step.denominator as step_denominator,
        step.value as step_rate,
        -- An entry that brought nobody has no row of its own; whether nobody can be known, the mall's row
        -- says.
        coalesce(counted.null_reason, whole.null_reason) as null_reason,
        coalesce(step.null_reason, whole_step.null_reason) as step_reason
    from object
    inner join stage on object.period_start = stage.period_start and object.mall_id = stage.mall_id
    left join weekly as counted
        on
            object.period_start = counted.period_start
            and object.mall_id = counted.mall_id
            and object.dimension = counted.dimension
            and object.dimension_value = counted.dimension_value
            and stage.metric_id = counted.metric_id
    left join weekly as whole
        on
            object.period_start = whole.period_start
            and object.mall_id = whole.mall_id
            and whole.dimension = 'all'
            and stage.metric_id = whole.metric_id
    left join weekly as step
        on
            object.period_start = step.period_start
            and object.mall_id = step.mall_id
            and object.dimension = step.dimension
            and object.dimension_value = step.dimension_value
            and stage.step_metric_id = step.metric_id
    left join weekly as whole_step
        on
            object.period_start = whole_step.period_start
            and object.mall_id = whole_step.mall_id
            and whole_step.dimension = 'all'
            and stage.step_metric_id = whole_step.metric_id
)

select
    week_start,
    mall_id,
    entry_id,
    stage_no,
    stage,
    case when not has_no_count then metric_id end as metric_id,
    case when not has_no_count and null_reason is null then coalesce(value, 0) end as value,
    case when has_no_count then 'no_footfall_of_an_entry' else null_reason end as null_reason,
    case when not has_no_step then step_metric_id end as step_metric_id,
    step_numerator,
    step_denominator,
    step_rate,
    case
        when stage_no = 1 or step_rate is not null then null
        when has_no_step then 'no_footfall_of_an_entry'
        else coalesce(step_reason, 'empty_denominator')
    end as step_null_reason
from placed
order by week_start, mall_id, entry_id, stage_no
