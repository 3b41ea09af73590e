-- grain: experiment_id, metric_id, segment_id, arm, look_no, method. What was estimated without
-- randomisation, in the columns of int_experiment__estimate: programmes that held nobody out, and pilots in
-- communities.
with matched as (
    select
        estimate.*,
        window_.program_kind,
        window_.window_start,
        window_.window_end,
        window_.participants,
        window_.cost_fixed_fen,
        window_.primary_metric = estimate.metric_id as is_primary
    from "intermediate"."int_programme__estimate" as estimate
    inner join "intermediate"."int_programme__window" as window_
        on estimate.programme_id = window_.programme_id and estimate.look_no = window_.look_no
),

pilot as (
    select
        estimate.*,
        look.arm,
        look.look_no,
        look.is_final_look,
        look.first_assigned_on as window_start,
        (look.first_assigned_on + cast(7 * look.weeks_after as integer)) as window_end,
        look.n_treat,
        look.n_control,
        look.treated as clusters_treat,
        look.primary_metric = estimate.metric_id as is_primary
    from "intermediate"."int_pilot__estimate" as estimate
    inner join "intermediate"."int_pilot__look" as look on estimate.experiment_id = look.experiment_id
)

select
    programme_id as experiment_id,
    metric_id,
    'all' as segment_id,
    'participants' as arm,
    look_no,
    method,
    '1' as method_version,
    program_kind,
    case method when 'did' then 'did' else 'matched' end as evidence,
    'ATT' as estimand,
    is_primary,
    window_start,
    window_end,
    n_control,
    n_treat,
    participants,
    cast(null as bigint) as clusters_control,
    cast(null as bigint) as clusters_treat,
    mean_control,
    mean_treat,
    sd,
    effect_abs,
    se,
    ci_low,
    ci_high,
    p_value,
    p_adjusted,
    alpha,
    case when effect_abs is not null then 'sandwich_normal' end as ci_method,
    cast(null as double) as cs_low,
    cast(null as double) as cs_high,
    true as is_final_look,
    effect_rel,
    rel_low,
    rel_high,
    cast(null as double) as cap_value,
    cast(null as double) as share_capped,
    cast(null as double) as effect_uncapped,
    cuped_covariates,
    cast(null as double) as variance_reduction,
    cast(null as double) as srm_p,
    nonzero_smaller_arm,
    cast(null as double) as skewness,
    max_smd,
    ess,
    placebo_p,
    pretrend_p,
    cost_fixed_fen,
    null_reason
from matched
union all
select
    experiment_id,
    metric_id,
    'all' as segment_id,
    coalesce(arm, 'treat') as arm,
    look_no,
    method,
    '1' as method_version,
    'pilot' as program_kind,
    case method when 'did' then 'did' else 'synthetic' end as evidence,
    'ATT' as estimand,
    is_primary,
    window_start,
    window_end,
    n_control,
    n_treat,
    n_treat as participants,
    clusters_control,
    clusters_treat,
    mean_control,
    mean_treat,
    cast(null as double) as sd,
    effect_abs,
    se,
    ci_low,
    ci_high,
    p_value,
    p_adjusted,
    alpha,
    case
        when ci_low is not null then 'permutation_over_donors'
        when effect_abs is not null then 'permutation_unbounded'
    end as ci_method,
    cast(null as double) as cs_low,
    cast(null as double) as cs_high,
    is_final_look,
    case when mean_control > 0 then effect_abs / mean_control end as effect_rel,
    case when mean_control > 0 then ci_low / mean_control end as rel_low,
    case when mean_control > 0 then ci_high / mean_control end as rel_high,
    cast(null as double) as cap_value,
    cast(null as double) as share_capped,
    cast(null as double) as effect_uncapped,
    cast(null as varchar) as cuped_covariates,
    cast(null as double) as variance_reduction,
    cast(null as double) as srm_p,
    nonzero_smaller_arm,
    cast(null as double) as skewness,
    cast(null as double) as max_smd,
    cast(null as double) as ess,
    cast(null as double) as placebo_p,
    pretrend_p,
    cast(null as bigint) as cost_fixed_fen,
    null_reason
from pilot
