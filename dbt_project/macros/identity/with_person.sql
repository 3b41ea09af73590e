{#- Rows of a relation that has a part_key, with the person whom that part belongs to after joining. -#}
{% macro with_person(relation) -%}
    select
        belonging.*,
        coalesce(joined.component_key, belonging.part_key) as person_key
    from {{ relation }} as belonging
    left join {{ ref('int_identity__joined') }} as joined on belonging.part_key = joined.node_key
{%- endmacro %}
