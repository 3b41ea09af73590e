-- grain: experiment_id, metric_id, segment_id, arm, look_no, method. Every estimate of a month of a universal
-- holdout with what the guards ask about it.
with metric as (
    select * from "intermediate"."int_experiment__metric"
)

select
    estimate.experiment_id, estimate.metric_id, estimate.segment_id, estimate.arm, estimate.look_no, estimate.method, estimate.method_version, estimate.estimand, estimate.n_control, estimate.n_treat, estimate.clusters_control, estimate.clusters_treat, estimate.mean_control, estimate.mean_treat, estimate.sd, estimate.effect_abs, estimate.se, estimate.ci_low, estimate.ci_high, estimate.p_value, estimate.p_adjusted, estimate.alpha, estimate.ci_method, estimate.cs_low, estimate.cs_high, estimate.is_final_look, estimate.effect_rel, estimate.rel_low, estimate.rel_high, estimate.cap_value, estimate.share_capped, estimate.effect_uncapped, estimate.cuped_covariates, estimate.variance_reduction, estimate.srm_p, estimate.nonzero_smaller_arm, estimate.skewness, estimate.null_reason,
    fact.evidence,
    fact.is_clustered,
    coalesce(metric.is_primary, false) as is_primary,
    look.month_start,
    cast(null as double) as reached_share,
    fact.crossover_rate,
    fact.late_units,
    fact.units_not_in_ledger,
    fact.contaminated_units,
    cast(null as double) as max_smd,
    cast(null as double) as ess,
    cast(null as double) as placebo_p,
    cast(null as double) as pretrend_p
from "intermediate"."int_holdout__estimate" as estimate
inner join "intermediate"."int_experiment__fact" as fact on estimate.experiment_id = fact.experiment_id
inner join "intermediate"."int_holdout__look" as look
    on estimate.experiment_id = look.experiment_id and estimate.look_no = look.look_no
left join metric
    on estimate.experiment_id = metric.experiment_id and estimate.metric_id = metric.metric_id
