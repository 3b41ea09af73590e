-- grain: experiment_id, metric_id, segment_id, arm, look_no, method. What an experiment or programme brought,
-- with its uncertainty, its cost and the decision, or why there is none. `is_answer` is the row to read.
with decided as (
    select
        *,
        case when estimand = 'CACE' then reached_n else n_treat end as n_effect,
        -- Of a pilot the comparison with its donors, then the newest look, then the method that answers.
        row_number() over (
            partition by experiment_id, metric_id, segment_id, arm
            order by
                coalesce(method = 'sdid' and effect_abs is not null, false) desc,
                look_no desc,
                answer_place asc
        ) = 1 as is_answer
    from "intermediate"."int_experiment__decision"
),

totals as (
    select
        *,
        effect_abs * n_effect as effect_total,
        low * n_effect as total_low,
        high * n_effect as total_high,
        row_number() over (
            partition by experiment_id, metric_id, segment_id, arm, look_no, evidence order by answer_place
        ) as evidence_place
    from decided
),

-- What the arm brought in sales and in profit stands on the rows of its other metrics too.
sales as (
    select * from totals
    where metric_id = 'net_fen' and evidence_place = 1
),

profit as (
    select * from totals
    where metric_id = 'profit_fen' and evidence_place = 1
),

run as (
    select * from "control"."run"
),

weighed as (
    select
        own.*,
        case when own.metric_id = 'net_fen' then own.effect_total else sales.effect_total end as gmv_effect,
        case when own.metric_id = 'net_fen' then own.total_low else sales.total_low end as gmv_low,
        case when own.metric_id = 'net_fen' then own.total_high else sales.total_high end as gmv_high,
        case when own.metric_id = 'profit_fen' then own.effect_total else profit.effect_total end as gain,
        case when own.metric_id = 'profit_fen' then own.total_low else profit.total_low end as gain_low,
        case when own.metric_id = 'profit_fen' then own.total_high else profit.total_high end as gain_high,
        coalesce(own.fixed_fen, 0) as borne_fen,
        coalesce(own.message_fen, 0) + coalesce(own.discount_fen, 0) + coalesce(own.fixed_fen, 0) as spent_fen
    from totals as own
    left join sales
        on
            own.experiment_id = sales.experiment_id
            and own.segment_id = sales.segment_id
            and own.arm = sales.arm
            and own.look_no = sales.look_no
            and own.evidence = sales.evidence
    left join profit
        on
            own.experiment_id = profit.experiment_id
            and own.segment_id = profit.segment_id
            and own.arm = profit.arm
            and own.look_no = profit.look_no
            and own.evidence = profit.evidence
)

select
    weighed.experiment_id,
    weighed.metric_id,
    weighed.segment_id,
    weighed.arm,
    weighed.look_no,
    weighed.method,
    weighed.method_version,
    weighed.program_kind,
    weighed.campaign_id,
    weighed.evidence,
    weighed.estimand,
    weighed.unit,
    case when weighed.is_clustered then weighed.unit end as cluster_unit,
    weighed.is_primary,
    weighed.window_start,
    weighed.window_end,
    run.as_of_date as data_as_of,
    weighed.n_control,
    weighed.n_treat,
    weighed.clusters_control,
    weighed.clusters_treat,
    weighed.reached_n,
    weighed.reached_share,
    weighed.crossover_rate,
    weighed.late_units,
    weighed.units_not_in_ledger,
    weighed.contaminated_units,
    weighed.mean_control,
    weighed.mean_treat,
    weighed.sd,
    weighed.effect_abs,
    weighed.ci_low,
    weighed.ci_high,
    weighed.se,
    weighed.p_value,
    weighed.p_adjusted,
    weighed.alpha,
    weighed.ci_method,
    weighed.cs_low,
    weighed.cs_high,
    weighed.is_final_look,
    weighed.effect_rel,
    weighed.rel_low,
    weighed.rel_high,
    weighed.cap_value,
    weighed.share_capped,
    weighed.effect_uncapped,
    weighed.cuped_covariates,
    weighed.variance_reduction,
    weighed.nonzero_smaller_arm,
    weighed.skewness,
    weighed.is_heavy_tail,
    weighed.srm_p,
    weighed.srm_p >= 0.001 as srm_ok,
    power.power_planned,
    power.mde_planned,
    weighed.se * 2.8016 as mde_realised,
    weighed.max_smd,
    weighed.ess,
    weighed.placebo_p,
    weighed.pretrend_p,
    weighed.effect_total as incremental_units,
    weighed.total_low as incremental_units_low,
    weighed.total_high as incremental_units_high,
    weighed.gmv_effect as incremental_gmv_fen,
    weighed.gmv_low as incremental_gmv_low_fen,
    weighed.gmv_high as incremental_gmv_high_fen,
    weighed.margin_rate,
    weighed.message_fen as cost_message_fen,
    weighed.discount_fen as cost_discount_fen,
    weighed.fixed_fen as cost_fixed_fen,
    -- Profit has message and discount taken off already; what the campaign cost as a whole comes off here.
    (weighed.gain - weighed.borne_fen) / nullif(weighed.spent_fen, 0) as roi,
    (weighed.gain_low - weighed.borne_fen) / nullif(weighed.spent_fen, 0) as roi_low,
    (weighed.gain_high - weighed.borne_fen) / nullif(weighed.spent_fen, 0) as roi_high,
    weighed.decision,
    weighed.invalid_reason,
    weighed.decision_reason,
    weighed.is_answer,
    run.run_id,
    run.code_version
from weighed
left join "intermediate"."int_experiment__power" as power
    on
        weighed.experiment_id = power.experiment_id
        and weighed.metric_id = power.metric_id
        and weighed.arm = power.arm
        and weighed.segment_id = 'all'
cross join run
order by
    weighed.experiment_id,
    weighed.metric_id,
    weighed.segment_id,
    weighed.arm,
    weighed.look_no,
    weighed.method
