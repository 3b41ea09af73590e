-- grain: experiment_id, metric_id, arm. Planned against realised: what a comparison could be expected to see
-- from the days before its assignment, and what it could see at its newest look.
select
    experiment_id,
    metric_id,
    arm,
    cast(look_no as bigint) as look_no,
    is_final_look,
    is_primary,
    is_clustered,
    alpha,
    power_wanted,
    cast(n_control as bigint) as n_control,
    cast(n_treat as bigint) as n_treat,
    cast(clusters_control as bigint) as clusters_control,
    cast(clusters_treat as bigint) as clusters_treat,
    cluster_size,
    design_effect,
    baseline_planned,
    variance_planned,
    planned_effect,
    mde_planned,
    power_planned,
    cast(n_needed as bigint) as n_needed,
    mean_control,
    se_realised,
    mde_realised,
    power_realised,
    mde_realised / nullif(abs(mean_control), 0) as mde_realised_rel,
    case
        when not coalesce(variance_planned > 0, false) then 'nothing_before_the_assignment'
        when mde_planned is null then 'too_few_units'
        when mde_realised is null then 'no_standard_error'
    end as null_reason
from "intermediate"."int_experiment__power"
order by experiment_id, metric_id, arm
