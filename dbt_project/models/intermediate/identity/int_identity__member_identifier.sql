-- One row per identifier_type and identifier_hash: the member that it stands for today. Every fact joins
-- here.

with person as (
    select * from {{ ref('int_identity__person') }}
),

decision as (
    select * from {{ ref('int_identity__decision') }}
),

final as (
    select
        person.identifier_type,
        person.identifier_hash,
        decision.member_uid,
        person.strength,
        person.first_seen_at,
        person.first_source
    from person
    inner join decision on person.person_key = decision.person_key
)

select * from final
