{#- Columns as one text, so that rows can be compared whole; NULL is unlike every value but itself. -#}
{% macro text_of(columns) -%}
    concat_ws(
        '|',
        {%- for column in columns %}
        coalesce(cast({{ column }} as varchar), '-'){{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
