{#- Opaque key of a till ticket: the natural key of pos_sales, its parts kept apart by a control character. -#}
{% macro ticket_id(alias) -%}
    md5(concat_ws(
        chr(31),
        {{ alias }}.store_code,
        cast({{ alias }}.till_date as varchar),
        {{ alias }}.till_no,
        {{ alias }}.ticket_no
    ))
{%- endmacro %}

{#- Opaque key of a ticket that no till told: the record that told it, and whether it sold or took back. -#}
{% macro external_ticket_id(source_feed, source_key, kind) -%}
    md5(concat_ws(chr(31), {{ source_feed }}, {{ source_key }}, '{{ kind }}'))
{%- endmacro %}
