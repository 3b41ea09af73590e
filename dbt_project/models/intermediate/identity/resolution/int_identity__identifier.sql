-- One row per node_key, that is per identifier_type and identifier_hash that makes or follows a person: when
-- and where it was first seen. Phones and plates do neither in version 1 of the rules.

with evidence as (
    select *
    from {{ ref('int_identity__evidence') }}
    where strength in ('S0', 'S1') or identifier_type = 'card_no'
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
