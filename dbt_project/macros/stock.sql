{#- Sold articles of community orders with the micro-warehouse that they left, cancelled orders and lines paid back in
    full aside; and the number by which fulfilment calls the order, which begins with its activity where it has one. -#}
{% macro sold_articles() -%}
    select
        order_key,
        sku_id,
        business_date,
        quantity,
        concat('{{ var('micro_warehouse_prefix') }}', community_id) as location_id
    from {{ ref('fct_order_line') }}
    where
        not is_cancelled and paid_fen > refund_fen and quantity > 0 and sku_id is not null
        and community_id is not null
{%- endmacro %}

{#- Whether the time that an order has for something was over by the end of the as-of day. -#}
{% macro time_is_over(started_at, amount, unit) -%}
    {{ started_at }} + interval {{ amount }} {{ unit }}
    <= {{ local_to_utc('cast(' ~ add_days(as_of_date(), 1) ~ ' as timestamp)', "'" ~ var('default_timezone') ~ "'") }}
{%- endmacro %}
