{#- The start of the day of delivery, UTC: when something without a time of its own is known to have been. -#}
{% macro delivery_instant(alias=none) -%}
    {{ local_to_utc(
        'cast(' ~ (alias ~ '.' if alias else '') ~ 'delivered_on as timestamp)',
        "'" ~ var('landing_timezone') ~ "'"
    ) }}
{%- endmacro %}

{#- Weight of a row among rows of one thing: first its kind, then the later delivery, then the later line. -#}
{% macro within_delivery(kind_weight) -%}
    row({{ kind_weight }}, delivery_rank, file_row_number)
{%- endmacro %}
