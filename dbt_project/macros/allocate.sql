{#-
    The part of a whole amount in fen that falls to a row by its weight: whole fen that add up to the whole.
    `weight_until` sums the weights up to and including the row's own, `weight_total` all of them.
-#}
{% macro part_of_amount(amount_fen, weight, weight_until, weight_total) -%}
    cast(
        round({{ amount_fen }} * {{ weight_until }} / {{ weight_total }})
        - round({{ amount_fen }} * ({{ weight_until }} - {{ weight }}) / {{ weight_total }})
        as bigint
    )
{%- endmacro %}
