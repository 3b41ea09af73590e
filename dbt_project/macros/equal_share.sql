{#- The part of an amount in fen that falls to the n-th of `parts`: equal, and the rest of the division to the first. -#}
{% macro equal_share(amount_fen, parts, order_no) -%}
    cast(
        ({{ amount_fen }} - {{ amount_fen }} % {{ parts }}) / {{ parts }}
        + case when {{ order_no }} = 1 then {{ amount_fen }} % {{ parts }} else 0 end
        as bigint
    )
{%- endmacro %}
