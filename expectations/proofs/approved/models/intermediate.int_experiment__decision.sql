-- grain: experiment_id, metric_id, segment_id, arm, look_no, method. Every estimate with the decision that
-- the guards allow; the rule is a macro, which the calibration runs as well.
select
    sided.*,
    case
        when sided.invalid_reason is not null then 'invalid'
        when sided.is_above then 'win'
        when sided.is_below then 'loss'
        else 'inconclusive'
    end as decision,
    case
        when sided.invalid_reason is not null then sided.invalid_reason
        when sided.is_above then 'above_zero'
        when sided.is_below then 'below_zero'
        when not sided.can_reach_alpha then 'p_cannot_reach_alpha'
        when sided.low is null or sided.high is null then 'no_interval_at_this_look'
        when sided.low > 0 or sided.high < 0 then
            case
                when sided.is_significant then 'pooled_and_capped_do_not_agree'
                else 'not_significant_after_adjustment'
            end
        else 'covers_zero'
    end as decision_reason,
    row_number() over (
        partition by experiment_id, metric_id, segment_id, arm, look_no order by case
    when sided.effect_abs is null or sided.estimand = 'CACE' then 9
    when sided.method in ('cluster', 'matched', 'sdid') then 1
    when sided.method = 'pooled' and sided.is_heavy_tail then 2
    when sided.method = 'cuped' and sided.variance_reduction > 0.01 then 3
    when sided.method in ('plain', 'did') then 4
    else 5
end, sided.method
    ) as answer_place
from (
    select
        weighed.*,
        -- An unbounded or unknown side proves nothing.
        coalesce(
            weighed.low > 0 and weighed.is_significant and weighed.can_reach_alpha
            and (not weighed.is_heavy_tail or (weighed.pooled_low > 0 and weighed.capped_low > 0)),
            false
        ) as is_above,
        coalesce(
            weighed.high < 0 and weighed.is_significant and weighed.can_reach_alpha
            and (not weighed.is_heavy_tail or (weighed.pooled_high < 0 and weighed.capped_high < 0)),
            false
        ) as is_below
    from (select
    bounded.*,
    case
    when least_srm_p < 0.001 then 'sample_ratio_mismatch'
    when crossover_rate > 0.01 then 'crossovers_above_limit'
    when late_units > 0 then 'assigned_after_first_send'
    when units_not_in_ledger > 0 then 'unit_not_in_ledger'
    when contaminated_units > 0 then 'holdout_member_in_send'
    when null_reason is not null then null_reason
    when effect_abs is null then 'no_estimate'
    when is_clustered and method <> 'cluster' and evidence = 'cluster_randomised'
        then 'assigned_by_cluster_analysed_per_person'
    when
        method = 'cluster' and coalesce(ci_method not like 'randomisation%', true)
        and not coalesce(
            clusters_control >= 10
            and clusters_treat >= 10,
            false
        )
        then 'few_clusters_without_randomisation_test'
    when nonzero_smaller_arm < 100 then 'few_outcome_events'
    when method = 'capped' and not has_cap then 'cap_is_zero_or_caps_nothing'
    when estimand = 'CACE' and not coalesce(reached_share >= 0.1, false)
        then 'reached_below_limit'
    when (evidence = 'matched' or evidence = 'did' and max_smd is not null) and not coalesce(max_smd <= 0.1, false)
        then 'not_identified:not_balanced'
    when (evidence = 'matched' or evidence = 'did' and max_smd is not null) and not coalesce(ess >= 30, false)
        then 'not_identified:effective_sample_too_small'
    when (evidence = 'matched' or evidence = 'did' and max_smd is not null) and not coalesce(placebo_p >= 0.05, false)
        then 'not_identified:placebo_fails'
    when evidence = 'did' and not coalesce(pretrend_p >= 0.05, false)
        then 'not_identified:trends_differ_before'
    when evidence = 'synthetic' and pretrend_p < 0.05
        then 'not_identified:trends_differ_before'
end as invalid_reason,
    max(case when method = 'pooled' then low end) over of_group as pooled_low,
    max(case when method = 'pooled' then high end) over of_group as pooled_high,
    case
        when bool_or(method = 'capped' and has_cap) over of_group
            then max(case when method = 'capped' then low end) over of_group
        else max(case when method = 'pooled' then low end) over of_group
    end as capped_low,
    case
        when bool_or(method = 'capped' and has_cap) over of_group
            then max(case when method = 'capped' then high end) over of_group
        else max(case when method = 'pooled' then high end) over of_group
    end as capped_high,
    coalesce(bool_or(is_skewed) over of_group, false) as is_heavy_tail
from (select
    estimate.*,
    case when is_final_look then ci_low else cs_low end as low,
    case when is_final_look then ci_high else cs_high end as high,
    coalesce(
        not is_final_look
        or case when is_primary then p_value else coalesce(p_adjusted, p_value) end <= alpha,
        true
    ) as is_significant,
    -- A permutation over donors cannot be less than one in all of them.
    coalesce(
        evidence not in ('did', 'synthetic') or 1.0 <= alpha * (clusters_control + 1), true
    ) as can_reach_alpha,
    coalesce(cap_value > 0 and share_capped > 0, false) as has_cap,
    coalesce(
        method <> 'capped' and evidence in ('randomised', 'cluster_randomised')
        and least(n_control, n_treat) < 355 * skewness * skewness,
        false
    ) as is_skewed,
    least(
        srm_p,
        min(case when segment_id = 'all' then srm_p end) over (partition by experiment_id, look_no)
    ) as least_srm_p
from "intermediate"."int_experiment__evidence" as estimate) as bounded
window of_group as (partition by experiment_id, metric_id, segment_id, arm, look_no)) as weighed
) as sided
