{#- What a person of a programme did, out of the sums of days: the metrics of experiments, the profit (messages cost
    nobody anything apart) and tickets with their net. -#}
{% macro programme_sums(alias, prefix) -%}
    {{ experiment_metrics_of(alias, prefix) }},
    coalesce({{ alias }}.margin_fen, 0) - coalesce({{ alias }}.discount_fen, 0) as {{ prefix }}profit_fen,
    coalesce({{ alias }}.tickets, 0) as {{ prefix }}tickets,
    coalesce({{ alias }}.ticket_fen, 0) as {{ prefix }}ticket_fen
{%- endmacro %}

{#- Home mall and ring on the day before: where people are matched exactly. The mall is the one known by then. -#}
{% macro programme_stratum(day, ring) -%}
    concat_ws(
        ':',
        'mall',
        case
            when {{ day }} > anchor.joined_on then anchor.join_mall_id
            when {{ day }} > anchor.first_visit_on then anchor.first_visit_mall_id
            else 'unknown'
        end,
        'ring',
        coalesce({{ ring }}, 'unknown')
    )
{%- endmacro %}
