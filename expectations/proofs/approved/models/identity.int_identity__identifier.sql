-- One row per node_key, that is per identifier_type and identifier_hash that can stand for a person: its best
-- strength, and when and where it was first seen.

with evidence as (
    select *
    from "identity"."int_identity__evidence"
    where strength <> 'S4'
),

final as (
    select
        node_key,
        min(identifier_type) as identifier_type,
        min(identifier_hash) as identifier_hash,
        min(strength) as strength,
        min(seen_at) as first_seen_at,
        min_by(source_feed, row(seen_at, source_feed)) as first_source
    from evidence
    group by node_key
)

select * from final
