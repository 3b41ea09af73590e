-- One row per identifier_type, identifier_hash, role, valid_from and member_uid: the whole map from this run
-- on: whom an identifier stands for, and who shares it or is barred from it.

with identifier as (
    select * from "identity"."int_identity__member_identifier"
),

decision as (
    select * from "identity"."int_identity__decision"
),

loser as (
    select * from "identity"."int_identity__shared"
),

named as (
    select distinct
        node_key,
        identifier_type,
        identifier_hash
    from "identity"."int_identity__evidence"
    where node_key in (select loser.node_key from loser)
),

final as (
    select
        identifier_type,
        identifier_hash,
        'owner' as role,
        valid_from,
        valid_to,
        member_uid,
        strength,
        first_source
    from identifier
    union all
    select
        named.identifier_type,
        named.identifier_hash,
        loser.role,
        loser.valid_from,
        max(loser.valid_to) as valid_to,
        decision.member_uid,
        min(loser.strength) as strength,
        min(loser.first_source) as first_source
    from loser
    inner join named on loser.node_key = named.node_key
    inner join decision on loser.person_key = decision.person_key
    group by
        named.identifier_type, named.identifier_hash, loser.role, loser.valid_from, decision.member_uid
)

select * from final
