{#- Joins, as `name`, the shop that a code means on the local day of an instant. -#}
{% macro join_shop_by_code(name, code_type, code, instant) -%}
    {%- set local_day = 'cast(' ~ utc_to_local(instant, "'" ~ var('default_timezone') ~ "'") ~ ' as date)' %}
    left join {{ ref('int_master__shop_code') }} as {{ name }}
        on
            {{ name }}.code_type = '{{ code_type }}'
            and {{ code }} = {{ name }}.code
            and {{ local_day }} >= {{ name }}.valid_from
            and {{ local_day }} < {{ name }}.valid_to
{%- endmacro %}
