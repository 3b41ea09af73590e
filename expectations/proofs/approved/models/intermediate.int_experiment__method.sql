-- grain: experiment_id, arm. What estimation is told of an experiment: its arms with their planned shares,
-- the chance of a false alarm, how many looks are planned, and the limits that only estimation asks for.
with design as (
    select * from "intermediate"."int_experiment__design"
)

select
    experiment_id,
    arm,
    is_control,
    cast(probability as double) as probability,
    cast(alpha as double) as alpha,
    is_clustered,
    -- Who comes in over the whole length of a trial is looked at until the last one's days are over.
    cast(greatest(1, ceil(
        (outcome_days + case
            when is_rolling then coalesce(date_diff('day', start_on, end_on), 365) else 0
        end) / cast(look_days as double)
    )) as bigint) as planned_looks,
    10 as min_clusters,
    50000 as max_redraws
from design
