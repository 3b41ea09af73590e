{#- Kinds of proof of a visit, the strongest first; the first three prove equally well (B2). -#}
{% macro evidence_kinds() -%}
    {{ return(['redemption', 'ticket', 'check_in', 'parking', 'wifi']) }}
{%- endmacro %}
