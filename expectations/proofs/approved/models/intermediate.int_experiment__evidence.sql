-- grain: experiment_id, metric_id, segment_id, arm, look_no, method. Every estimate, of experiments and of
-- programmes that nobody was held out of, with what the guards ask about it. A metric that nobody keeps per
-- person is a row that says so.
with design as (
    select * from "intermediate"."int_experiment__design"
),

metric as (
    select * from "intermediate"."int_experiment__metric"
),

look as (
    select * from "intermediate"."int_experiment__look"
),

spend as (
    select * from "intermediate"."int_experiment__spend"
),

estimate as (
    select experiment_id, metric_id, segment_id, arm, look_no, method, method_version, estimand, n_control, n_treat, clusters_control, clusters_treat, mean_control, mean_treat, sd, effect_abs, se, ci_low, ci_high, p_value, p_adjusted, alpha, ci_method, cs_low, cs_high, is_final_look, effect_rel, rel_low, rel_high, cap_value, share_capped, effect_uncapped, cuped_covariates, variance_reduction, srm_p, nonzero_smaller_arm, skewness, null_reason
    from "intermediate"."int_experiment__estimate"
),

drawn as (
    select *
    from estimate
    union all
    select
        look.experiment_id as experiment_id, metric.metric_id as metric_id, 'all' as segment_id, design.arm as arm, look.look_no as look_no, 'plain' as method, null as method_version, 'ITT' as estimand, null as n_control, null as n_treat, null as clusters_control, null as clusters_treat, null as mean_control, null as mean_treat, null as sd, null as effect_abs, null as se, null as ci_low, null as ci_high, null as p_value, null as p_adjusted, design.alpha as alpha, null as ci_method, null as cs_low, null as cs_high, look.is_final_look as is_final_look, null as effect_rel, null as rel_low, null as rel_high, null as cap_value, null as share_capped, null as effect_uncapped, null as cuped_covariates, null as variance_reduction, null as srm_p, null as nonzero_smaller_arm, null as skewness, 'metric_not_kept_per_member' as null_reason
    from look
    inner join metric on look.experiment_id = metric.experiment_id and not metric.is_kept
    inner join design on look.experiment_id = design.experiment_id and not design.is_control
)

select
    drawn.*,
    fact.kind as program_kind,
    fact.campaign_id,
    fact.unit,
    fact.evidence,
    fact.is_clustered,
    coalesce(metric.is_primary, false) as is_primary,
    look.first_assigned_on as window_start,
    look.counted_until as window_end,
    spend.reached_n,
    spend.reached_n / spend.subjects as reached_share,
    fact.crossover_rate,
    fact.late_units,
    fact.units_not_in_ledger,
    fact.contaminated_units,
    cast(null as double) as max_smd,
    cast(null as double) as ess,
    cast(null as double) as placebo_p,
    cast(null as double) as pretrend_p,
    spend.message_fen,
    spend.discount_fen,
    spend.fixed_fen,
    spend.margin_rate
from drawn
inner join "intermediate"."int_experiment__fact" as fact on drawn.experiment_id = fact.experiment_id
left join metric on drawn.experiment_id = metric.experiment_id and drawn.metric_id = metric.metric_id
left join look on drawn.experiment_id = look.experiment_id and drawn.look_no = look.look_no
left join spend
    on
        drawn.experiment_id = spend.experiment_id
        and drawn.look_no = spend.look_no
        and drawn.segment_id = spend.segment_id
        and drawn.arm = spend.arm
union all
select
    programme.experiment_id, programme.metric_id, programme.segment_id, programme.arm, programme.look_no, programme.method, programme.method_version, programme.estimand, programme.n_control, programme.n_treat, programme.clusters_control, programme.clusters_treat, programme.mean_control, programme.mean_treat, programme.sd, programme.effect_abs, programme.se, programme.ci_low, programme.ci_high, programme.p_value, programme.p_adjusted, programme.alpha, programme.ci_method, programme.cs_low, programme.cs_high, programme.is_final_look, programme.effect_rel, programme.rel_low, programme.rel_high, programme.cap_value, programme.share_capped, programme.effect_uncapped, programme.cuped_covariates, programme.variance_reduction, programme.srm_p, programme.nonzero_smaller_arm, programme.skewness, programme.null_reason,
    programme.program_kind,
    design.campaign_id,
    case when programme.program_kind = 'pilot' then 'community' else 'member' end as unit,
    programme.evidence,
    false as is_clustered,
    coalesce(programme.is_primary, false) as is_primary,
    programme.window_start,
    programme.window_end,
    null as reached_n,
    null as reached_share,
    null as crossover_rate,
    null as late_units,
    null as units_not_in_ledger,
    null as contaminated_units,
    programme.max_smd,
    programme.ess,
    programme.placebo_p,
    programme.pretrend_p,
    null as message_fen,
    null as discount_fen,
    programme.cost_fixed_fen as fixed_fen,
    null as margin_rate
from "intermediate"."int_experiment__programme" as programme
left join design on programme.experiment_id = design.experiment_id and design.is_control
