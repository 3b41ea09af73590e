{#- The day the run looks from. No model reads the clock; this is the only notion of "now". -#}
{% macro as_of_date() -%}
    (select as_of_date from {{ source('control', 'run') }})
{%- endmacro %}
