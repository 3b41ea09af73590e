{#- Columns of an estimate, whoever made it: int_experiment__estimate and int_experiment__programme have them. -#}
{% macro experiment_estimate_columns() -%}
    {{ return([
        'experiment_id', 'metric_id', 'segment_id', 'arm', 'look_no', 'method', 'method_version', 'estimand',
        'n_control', 'n_treat', 'clusters_control', 'clusters_treat', 'mean_control', 'mean_treat', 'sd',
        'effect_abs', 'se', 'ci_low', 'ci_high', 'p_value', 'p_adjusted', 'alpha', 'ci_method', 'cs_low',
        'cs_high', 'is_final_look', 'effect_rel', 'rel_low', 'rel_high', 'cap_value', 'share_capped',
        'effect_uncapped', 'cuped_covariates', 'variance_reduction', 'srm_p', 'nonzero_smaller_arm',
        'skewness', 'null_reason'
    ]) }}
{%- endmacro %}

{#- The same columns for a row that only says why there is no figure; `known` names those that it has. -#}
{% macro experiment_estimate_without_figure(known) -%}
    {%- set told = {'segment_id': "'all'", 'method': "'plain'", 'estimand': "'ITT'"} -%}
    {%- for column in experiment_estimate_columns() -%}
        {{ known.get(column, told.get(column, 'null')) }} as {{ column }}{{ ', ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
