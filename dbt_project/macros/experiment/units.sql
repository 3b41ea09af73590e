{#- Metrics that are kept per person, in the order of their columns; the one list of them. -#}
{% macro experiment_metrics() -%}
    {{ return(['visit', 'visit_days', 'purchase', 'purchase_days', 'net_fen', 'redemption', 'profit_fen']) }}
{%- endmacro %}

{#- Sums over days of int_experiment__member_day; those that are 0 or 1 per person are made so afterwards. -#}
{% macro experiment_day_sums(alias) -%}
    {%- for column in ['visit_days', 'purchase_days', 'net_fen', 'redemptions', 'margin_fen', 'discount_fen'] %}
        cast(sum({{ alias }}.{{ column }}) as bigint) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The metrics of experiment_metrics() but profit, out of the sums of a person; nobody's absence is a NULL. -#}
{% macro experiment_metrics_of(alias, prefix='') -%}
    least(coalesce({{ alias }}.visit_days, 0), 1) as {{ prefix }}visit,
    coalesce({{ alias }}.visit_days, 0) as {{ prefix }}visit_days,
    least(coalesce({{ alias }}.purchase_days, 0), 1) as {{ prefix }}purchase,
    coalesce({{ alias }}.purchase_days, 0) as {{ prefix }}purchase_days,
    coalesce({{ alias }}.net_fen, 0) as {{ prefix }}net_fen,
    least(coalesce({{ alias }}.redemptions, 0), 1) as {{ prefix }}redemption
{%- endmacro %}
