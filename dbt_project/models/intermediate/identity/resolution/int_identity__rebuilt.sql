-- One row per node_key of a component in which identifiers that must be apart came together: two unionids
-- that no steward joined, or a pair that a steward keeps apart. Grown anew along its strongest edges: the
-- ones with a unionid first, then those told last, then by key.
{{ config(materialized='constrained_components') }}

with component as (
    select * from {{ ref('int_identity__component') }}
),

must_link as (
    {{ steward_pairs('must_link') }}
),

cannot_link as (
    {{ steward_pairs('cannot_link') }}
),

exclusion as (
    select
        component.component_key,
        component.node_key,
        component.component_key as exclusion_key
    from component
    inner join {{ ref('int_identity__identifier') }} as identifier on component.node_key = identifier.node_key
    where identifier.strength = 'S0'
    {%- for side in ['node_a', 'node_b'] %}
    union
    select
        component.component_key,
        component.node_key,
        cannot_link.decision_id as exclusion_key
    from cannot_link
    inner join component on cannot_link.{{ side }} = component.node_key
    {%- endfor %}
),

conflicted as (
    select component_key
    from exclusion
    group by component_key, exclusion_key
    having count(*) > 1
),

record as (
    select
        evidence.source_feed,
        evidence.source_key,
        evidence.node_key,
        evidence.strength,
        evidence.bound_at
    from {{ ref('int_identity__evidence') }} as evidence
    inner join component on evidence.node_key = component.node_key
    where component.component_key in (select conflicted.component_key from conflicted)
),

beside as (
    select
        record.node_key as node_a,
        other.node_key as node_b,
        max(case when 'S0' in (record.strength, other.strength) then 1 else 0 end) as has_unionid,
        max(record.bound_at) as last_bound_at
    from record
    inner join record as other
        on
            record.source_feed = other.source_feed
            and record.source_key = other.source_key
            and record.node_key < other.node_key
    group by record.node_key, other.node_key
),

-- The unionid that an identifier stood beside last. A steward who joins two member numbers joins the people:
-- without this, their unionids would stay apart and one of the numbers would only change sides.
own_unionid as (
    select
        record.node_key,
        max_by(other.node_key, row(other.bound_at, other.node_key)) as unionid_key
    from record
    inner join record as other
        on
            record.source_feed = other.source_feed
            and record.source_key = other.source_key
    where record.strength <> 'S0' and other.strength = 'S0'
    group by record.node_key
),

tied as (
    select
        node_a,
        node_b
    from must_link
    union
    select
        coalesce(of_a.unionid_key, must_link.node_a) as node_a,
        coalesce(of_b.unionid_key, must_link.node_b) as node_b
    from must_link
    left join own_unionid as of_a on must_link.node_a = of_a.node_key
    left join own_unionid as of_b on must_link.node_b = of_b.node_key
),

edge as (
    select
        node_a,
        node_b,
        has_unionid,
        last_bound_at,
        false as is_forced
    from beside
    union all
    select
        node_a,
        node_b,
        0 as has_unionid,
        cast(null as timestamp) as last_bound_at,
        true as is_forced
    from tied
    where
        node_a in (select record.node_key from record)
        and node_b in (select record.node_key from record)
)

select
    node_a,
    node_b,
    row_number() over (
        order by is_forced desc, has_unionid desc, last_bound_at desc nulls last, node_a asc, node_b asc
    ) as preference,
    is_forced,
    cast(null as varchar) as exclusion_key
from edge
union all
select
    record.node_key as node_a,
    record.node_key as node_b,
    null as preference,
    false as is_forced,
    exclusion.exclusion_key
from (select distinct node_key from record) as record
left join exclusion on record.node_key = exclusion.node_key
