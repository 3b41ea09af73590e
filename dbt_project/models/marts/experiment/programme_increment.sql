-- grain: month_start, experiment_id, metric_id, segment_id, arm. What all outreach together added in a month:
-- people who may be written to against the universal holdout. It is not the sum of what campaigns added.
with decided as (
    {{ experiment_decision(ref('int_holdout__evidence')) }}
),

run as (
    select * from {{ source('control', 'run') }}
)

select
    decided.month_start,
    decided.experiment_id,
    decided.metric_id,
    decided.segment_id,
    decided.arm,
    decided.method,
    decided.method_version,
    decided.evidence,
    decided.estimand,
    decided.is_primary,
    decided.n_control,
    decided.n_treat,
    decided.mean_control,
    decided.mean_treat,
    decided.effect_abs,
    decided.ci_low,
    decided.ci_high,
    decided.se,
    decided.p_value,
    decided.p_adjusted,
    decided.alpha,
    decided.ci_method,
    decided.effect_rel,
    decided.rel_low,
    decided.rel_high,
    decided.srm_p,
    decided.contaminated_units,
    decided.effect_abs * decided.n_treat as incremental_units,
    decided.ci_low * decided.n_treat as incremental_units_low,
    decided.ci_high * decided.n_treat as incremental_units_high,
    decided.decision,
    decided.invalid_reason,
    decided.decision_reason,
    run.as_of_date as data_as_of,
    run.run_id,
    run.code_version
from decided
cross join run
where decided.answer_place = 1
order by
    decided.month_start, decided.experiment_id, decided.metric_id, decided.segment_id, decided.arm
