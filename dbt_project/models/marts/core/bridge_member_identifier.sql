-- One row per identifier_type, identifier_hash and valid_from: which member an identifier stands for,
-- and which members share it. The owner counts from the day that the identifier was first seen, a
-- binding that came later included. Of several relations that begin on one day the owner's is shown,
-- then the smallest member_uid's.

with identifier as (
    select * from {{ ref('int_identity__member_identifier') }}
),

person as (
    select * from {{ ref('int_identity__person') }}
),

decision as (
    select * from {{ ref('int_identity__decision') }}
),

shared_claim as (
    select * from {{ ref('int_identity__card_claim') }} where role = 'shared'
),

relation as (
    select
        identifier_type,
        identifier_hash,
        cast(first_seen_at as date) as valid_from,
        member_uid,
        strength,
        'owner' as role,
        first_source
    from identifier
    union all
    select
        person.identifier_type,
        person.identifier_hash,
        cast(shared_claim.first_bound_at as date) as valid_from,
        decision.member_uid,
        person.strength,
        'shared' as role,
        shared_claim.first_source
    from shared_claim
    inner join person on shared_claim.node_key = person.node_key
    inner join decision on shared_claim.component_key = decision.person_key
),

ordered as (
    select
        *,
        row_number() over (
            partition by identifier_type, identifier_hash, valid_from
            order by role asc, member_uid asc
        ) as preference
    from relation
),

final as (
    select
        identifier_type,
        identifier_hash,
        valid_from,
        cast(null as date) as valid_to,
        member_uid,
        strength,
        role,
        first_source
    from ordered
    where preference = 1
)

select * from final
