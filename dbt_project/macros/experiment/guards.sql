{#- The guards of one row of estimates: the first that is broken, or NULL. Columns as in experiment_decision.
    What is asked of a matched row must be known: a balance that nobody measured is none. -#}
{% macro experiment_invalid_reason() -%}
{%- set weighted = "(evidence = 'matched' or evidence = 'did' and max_smd is not null)" -%}
case
    when least_srm_p < {{ var('experiment_srm_p') }} then 'sample_ratio_mismatch'
    when crossover_rate > {{ var('experiment_crossover_max_share') }} then 'crossovers_above_limit'
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
            clusters_control >= {{ var('experiment_min_clusters') }}
            and clusters_treat >= {{ var('experiment_min_clusters') }},
            false
        )
        then 'few_clusters_without_randomisation_test'
    when nonzero_smaller_arm < {{ var('experiment_min_events') }} then 'few_outcome_events'
    when method = 'capped' and not has_cap then 'cap_is_zero_or_caps_nothing'
    when estimand = 'CACE' and not coalesce(reached_share >= {{ var('experiment_min_reached_share') }}, false)
        then 'reached_below_limit'
    when {{ weighted }} and not coalesce(max_smd <= {{ var('experiment_max_smd') }}, false)
        then 'not_identified:not_balanced'
    when {{ weighted }} and not coalesce(ess >= {{ var('experiment_min_ess') }}, false)
        then 'not_identified:effective_sample_too_small'
    when {{ weighted }} and not coalesce(placebo_p >= {{ var('experiment_placebo_p') }}, false)
        then 'not_identified:placebo_fails'
    when evidence = 'did' and not coalesce(pretrend_p >= {{ var('experiment_placebo_p') }}, false)
        then 'not_identified:trends_differ_before'
    when evidence = 'synthetic' and pretrend_p < {{ var('experiment_placebo_p') }}
        then 'not_identified:trends_differ_before'
end
{%- endmacro %}
