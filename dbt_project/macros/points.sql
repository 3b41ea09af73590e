{#- The reasons for which members use points up: for goods, fees and charity. -#}
{% macro points_used_reasons() -%}
    'redeem_goods', 'redeem_fee', 'charity'
{%- endmacro %}
