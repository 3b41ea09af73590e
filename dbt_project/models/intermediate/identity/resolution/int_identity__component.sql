-- One row per node_key: the connected part of the graph that an S0 or S1 identifier belongs to.
-- The query gives the edges; the materialization contracts them until nothing changes.
{{ config(materialized='connected_components') }}

with strong as (
    select
        source_feed,
        source_key,
        node_key
    from {{ ref('int_identity__evidence') }}
    where
        strength in ('S0', 'S1')
        and node_key not in (select blocked.node_key from {{ ref('int_identity__blocked') }} as blocked)
),

anchor as (
    select
        source_feed,
        source_key,
        min(node_key) as node_key
    from strong
    group by source_feed, source_key
),

steward as (
    {{ steward_pairs('must_link') }}
),

final as (
    select distinct
        anchor.node_key as node_a,
        strong.node_key as node_b
    from strong
    inner join anchor
        on
            strong.source_feed = anchor.source_feed
            and strong.source_key = anchor.source_key
    union
    select
        node_a,
        node_b
    from steward
    where
        node_a in (select strong.node_key from strong)
        and node_b in (select strong.node_key from strong)
)

select * from final
