-- grain: task_id, step_no, mall_id. How far attempts at tasks and chains got whose step could no longer be
-- reached after the as-of day: conversion from the step before, drop, time between, and sales of the step.
with step as (
    select
        * exclude (mall_id),
        unnest(['ALL', coalesce(mall_id, 'unknown')]) as mall_id,
        matures_on <= (select as_of_date from "control"."run") as is_over
    from "intermediate"."int_task__step"
),

summed as (
    select
        task_id,
        kind,
        step_no,
        step,
        mall_id,
        max(window_days) as window_days,
        sum(case when is_over then 1 else 0 end) as attempts,
        sum(case when is_over then 0 else 1 end) as attempts_open,
        count(distinct case when is_over and has_reached then person_id end) as persons,
        sum(case when is_over and has_previous then 1 else 0 end) as came_from_before,
        sum(case when is_over and has_reached then 1 else 0 end) as reached,
        median(case when is_over then minutes_since_previous end) as median_minutes,
        quantile_cont(case when is_over then minutes_since_previous end, 0.9) as p90_minutes,
        sum(case when is_over and has_reached then net_fen else 0 end) as gmv_fen
    from step
    group by task_id, kind, step_no, step, mall_id
)

select
    task_id,
    cast(step_no as integer) as step_no,
    mall_id,
    kind,
    step,
    cast(window_days as integer) as window_days,
    cast(attempts as bigint) as attempts,
    cast(attempts_open as bigint) as attempts_open,
    persons,
    cast(came_from_before as bigint) as came_from_before,
    cast(reached as bigint) as reached,
    cast(came_from_before - reached as bigint) as dropped,
    case when came_from_before > 0 then cast(reached as double) / came_from_before end as conversion,
    case
        when came_from_before > 0 then null
        when attempts = 0 then 'immature'
        else 'empty_denominator'
    end as null_reason,
    median_minutes,
    p90_minutes,
    cast(gmv_fen as bigint) as gmv_fen
from summed
order by task_id, step_no, mall_id
