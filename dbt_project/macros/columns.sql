{#- Give a table that is kept over versions the text columns that it lacks; a statement for a hook. -#}
{% macro add_missing_columns(relation, columns) -%}
    {%- for column in columns %}
    alter table {{ relation }} add column if not exists {{ column }} varchar;
    {%- endfor %}
{%- endmacro %}
