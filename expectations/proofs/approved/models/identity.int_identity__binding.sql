-- One row per node_key of a card or phone and part_key that it was bound to: how well (steward over
-- verified over typed), since when, and last when. `is_barred` where a steward keeps the two apart.

with evidence as (
    select * from "identity"."int_identity__evidence"
),

part as (
    select * from "identity"."int_identity__part"
),

weak as (
    select *
    from evidence
    where
        strength in ('S2', 'S3')
        and node_key not in (select blocked.node_key from "identity"."int_identity__blocked" as blocked)
),

must_link as (
    select
        decision_id,
        md5(concat_ws('|', identifier_type_a, identifier_hash_a)) as node_a,
        md5(concat_ws('|', identifier_type_b, identifier_hash_b)) as node_b
    from "control"."steward_decision"
    where is_in_force and op = 'must_link'
),

cannot_link as (
    select
        decision_id,
        md5(concat_ws('|', identifier_type_a, identifier_hash_a)) as node_a,
        md5(concat_ws('|', identifier_type_b, identifier_hash_b)) as node_b
    from "control"."steward_decision"
    where is_in_force and op = 'cannot_link'
),

told as (
    select
        weak.node_key,
        weak.identifier_type,
        part.part_key,
        case weak.strength when 'S2' then 2 else 1 end as proof,
        case strong.strength when 'S0' then 1 else 0 end as has_unionid,
        weak.bound_at,
        weak.source_feed
    from weak
    inner join evidence as strong
        on
            weak.source_feed = strong.source_feed
            and weak.source_key = strong.source_key
            and strong.strength in ('S0', 'S1')
    inner join part on strong.node_key = part.node_key
),

both_ways as (
    select
        node_a as node_key,
        node_b as other_key
    from must_link
    union
    select
        node_b as node_key,
        node_a as other_key
    from must_link
),

-- A steward ties a card or phone to a person by any identifier of that person, even another card or phone.
by_steward as (
    select
        both_ways.node_key,
        coalesce(part.part_key, told.part_key) as part_key
    from both_ways
    left join part on both_ways.other_key = part.node_key
    left join told on both_ways.other_key = told.node_key
    left join part as strong on both_ways.node_key = strong.node_key
    where strong.node_key is null
),

claim as (
    select * from told
    union all
    select distinct
        by_steward.node_key,
        identifier.identifier_type,
        by_steward.part_key,
        3 as proof,
        0 as has_unionid,
        identifier.first_seen_at as bound_at,
        identifier.first_source as source_feed
    from by_steward
    inner join "identity"."int_identity__identifier" as identifier
        on by_steward.node_key = identifier.node_key
    where by_steward.part_key is not null
),

barred as (
    select
        cannot_link.node_a as node_key,
        part.part_key
    from cannot_link
    inner join part on cannot_link.node_b = part.node_key
    union
    select
        cannot_link.node_b as node_key,
        part.part_key
    from cannot_link
    inner join part on cannot_link.node_a = part.node_key
    
),

final as (
    select
        claim.node_key,
        claim.identifier_type,
        claim.part_key,
        max(claim.proof) as proof,
        max(claim.has_unionid) as has_unionid,
        min(claim.bound_at) as first_bound_at,
        max(claim.bound_at) as last_bound_at,
        min(case when claim.proof = 2 then claim.bound_at end) as first_verified_at,
        max(case when claim.proof = 2 then claim.bound_at end) as last_verified_at,
        min_by(claim.source_feed, row(claim.bound_at, claim.source_feed)) as first_source,
        bool_or(barred.node_key is not null and claim.proof < 3) as is_barred
    from claim
    left join barred on claim.node_key = barred.node_key and claim.part_key = barred.part_key
    group by claim.node_key, claim.identifier_type, claim.part_key
)

select * from final
