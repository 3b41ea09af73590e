{#- Part of the day of an hour. -#}
{% macro day_part(hour) -%}
case
            when {{ hour }} < 11 then 'morning'
            when {{ hour }} < 14 then 'noon'
            when {{ hour }} < 17 then 'afternoon'
            when {{ hour }} is not null then 'evening'
        end
{%- endmacro %}
