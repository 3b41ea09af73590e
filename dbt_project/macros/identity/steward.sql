{#- Pairs of nodes that a steward's decisions of one kind, which are in force, speak of: (decision_id, node_a, node_b). -#}
{% macro steward_pairs(op) -%}
    select
        decision_id,
        {{ identifier_key('identifier_type_a', 'identifier_hash_a') }} as node_a,
        {{ identifier_key('identifier_type_b', 'identifier_hash_b') }} as node_b
    from {{ source('control', 'steward_decision') }}
    where is_in_force and op = '{{ op }}'
{%- endmacro %}
