-- One row per node_key, that is per part_key that a verified card or phone, or a steward, could join to
-- another. Two parts are joined only when they do not bring together two identifiers of a kind of which a
-- person has one (`identity_single_types`), and only when no third part could be meant just as well.
{{ config(materialized='constrained_components') }}
{%- set single_types = "('" ~ var('identity_single_types') | replace(',', "', '") ~ "')" %}

with part as (
    select * from {{ ref('int_identity__part') }}
),

binding as (
    select * from {{ ref('int_identity__binding') }} where not is_barred and proof >= 2
),

cannot_link as (
    {{ steward_pairs('cannot_link') }}
),

exclusion as (
    select distinct
        part_key,
        identifier_type as exclusion_key
    from part
    where identifier_type in {{ single_types }}
    {%- for side in ['node_a', 'node_b'] %}
    union
    select
        part.part_key,
        cannot_link.decision_id as exclusion_key
    from cannot_link
    inner join part on cannot_link.{{ side }} = part.node_key
    {%- endfor %}
),

pair as (
    select
        binding.node_key,
        binding.identifier_type,
        binding.part_key,
        other.part_key as other_key,
        binding.proof = 3 or other.proof = 3 as is_forced,
        least(binding.last_bound_at, other.last_bound_at) as last_bound_at
    from binding
    inner join binding as other on binding.node_key = other.node_key and binding.part_key <> other.part_key
),

possible as (
    select
        pair.*,
        count(*) over (partition by pair.node_key, pair.part_key) as choices
    from pair
    where
        pair.is_forced
        or not exists (
            select 1
            from exclusion as of_part
            inner join exclusion as of_other on of_part.exclusion_key = of_other.exclusion_key
            where of_part.part_key = pair.part_key and of_other.part_key = pair.other_key
        )
),

edge as (
    select
        possible.part_key as node_a,
        possible.other_key as node_b,
        bool_or(possible.is_forced) as is_forced,
        min(possible.identifier_type) as identifier_type,
        max(possible.last_bound_at) as last_bound_at
    from possible
    inner join possible as back
        on
            possible.node_key = back.node_key
            and possible.part_key = back.other_key
            and possible.other_key = back.part_key
    where
        possible.part_key < possible.other_key
        and (possible.is_forced or (possible.choices = 1 and back.choices = 1))
    group by possible.part_key, possible.other_key
)

select
    node_a,
    node_b,
    -- A card is told exactly, a number may be typed for a relative: cards first.
    row_number() over (
        order by
            is_forced desc, identifier_type asc, last_bound_at desc nulls last, node_a asc, node_b asc
    ) as preference,
    is_forced,
    cast(null as varchar) as exclusion_key
from edge
union all
select
    exclusion.part_key as node_a,
    exclusion.part_key as node_b,
    null as preference,
    false as is_forced,
    exclusion.exclusion_key
from exclusion
where
    exclusion.part_key in (select edge.node_a from edge)
    or exclusion.part_key in (select edge.node_b from edge)
