{#- Joins the behaviour layer that a member had on the day of an event; `layer` is NULL for an unknown member. -#}
{% macro join_layer_on(alias, date_column='business_date') -%}
    left join {{ ref('int_member__layer_interval') }} as layer_interval
        on
            {{ alias }}.member_uid = layer_interval.member_uid
            and {{ alias }}.{{ date_column }} >= layer_interval.valid_from
            and {{ alias }}.{{ date_column }} < coalesce(layer_interval.valid_to, date '9999-12-31')
{%- endmacro %}
