-- One row per node_key, that is per identifier_type and identifier_hash: when and where it was first seen.

with evidence as (
    select * from {{ ref('int_identity__evidence') }}
),

ordered as (
    select
        *,
        row_number() over (partition by node_key order by seen_at asc, source_feed asc) as appearance
    from evidence
),

final as (
    select
        node_key,
        identifier_type,
        identifier_hash,
        strength,
        seen_at as first_seen_at,
        source_feed as first_source
    from ordered
    where appearance = 1
)

select * from final
