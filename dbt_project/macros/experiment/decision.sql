{#- The decision rule of experiments, as one query over any relation of estimates: experiment.result uses it
    and so does the calibration, so that what is measured is what is published. Only `var` is asked of dbt.

    `relation` has one row per experiment_id, metric_id, segment_id, arm, look_no and method, the columns of
    int_experiment__estimate, and of the experiment: is_primary (the metric), evidence, is_clustered,
    crossover_rate, late_units, units_not_in_ledger, contaminated_units, reached_share, max_smd, ess,
    placebo_p, pretrend_p. A fact that nobody has is NULL. What comes out besides: decision; invalid_reason,
    exactly where it is `invalid`; decision_reason, always; is_heavy_tail; answer_place, 1 on the method to
    read. -#}
{% macro experiment_decision(relation) -%}
{%- set sure = 'weighed.is_significant and weighed.can_reach_alpha' -%}
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
        partition by {{ experiment_group() }} order by {{ experiment_method_place() }}, sided.method
    ) as answer_place
from (
    select
        weighed.*,
        -- An unbounded or unknown side proves nothing.
        coalesce(
            weighed.low > 0 and {{ sure }}
            and (not weighed.is_heavy_tail or (weighed.pooled_low > 0 and weighed.capped_low > 0)),
            false
        ) as is_above,
        coalesce(
            weighed.high < 0 and {{ sure }}
            and (not weighed.is_heavy_tail or (weighed.pooled_high < 0 and weighed.capped_high < 0)),
            false
        ) as is_below
    from ({{ experiment_weighed(relation) }}) as weighed
) as sided
{%- endmacro %}

{% macro experiment_group() -%}
experiment_id, metric_id, segment_id, arm, look_no
{%- endmacro %}

{#- Which method answers: the one that the guards ask for, and of equals the sharper one. -#}
{% macro experiment_method_place() -%}
case
    when sided.effect_abs is null or sided.estimand = 'CACE' then 9
    when sided.method in ('cluster', 'matched', 'sdid') then 1
    when sided.method = 'pooled' and sided.is_heavy_tail then 2
    when sided.method = 'cuped' and sided.variance_reduction > {{ var('experiment_cuped_min_reduction') }} then 3
    when sided.method in ('plain', 'did') then 4
    else 5
end
{%- endmacro %}

{#- Beside each row what the other methods of its group say, which the guard of heavy tails asks. A cap that
    is zero or caps nothing has no say. -#}
{% macro experiment_weighed(relation) -%}
select
    bounded.*,
    {{ experiment_invalid_reason() }} as invalid_reason,
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
from ({{ experiment_bounds(relation) }}) as bounded
window of_group as (partition by {{ experiment_group() }})
{%- endmacro %}

{#- The bounds that count: of an interim look the confidence sequence, at the end the interval, with the
    p-value that the metric is judged by: its own if it is the experiment's, adjusted if one of several. -#}
{% macro experiment_bounds(relation) -%}
select
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
        and least(n_control, n_treat) < {{ var('experiment_heavy_tail_factor') }} * skewness * skewness,
        false
    ) as is_skewed,
    least(
        srm_p,
        min(case when segment_id = 'all' then srm_p end) over (partition by experiment_id, look_no)
    ) as least_srm_p
from {{ relation }} as estimate
{%- endmacro %}
