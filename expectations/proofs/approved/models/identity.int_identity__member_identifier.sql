-- One row per identifier_type, identifier_hash and valid_from: the member that an identifier stands for in
-- that interval. Every fact joins here, by type, hash and time. Nothing of it is built when the circuit
-- breaker has tripped.
-- depends_on: "identity"."int_identity__breaker"

with person as (
    select * from "identity"."int_identity__person"
),

decision as (
    select * from "identity"."int_identity__decision"
),

final as (
    select
        person.identifier_type,
        person.identifier_hash,
        person.valid_from,
        person.valid_to,
        decision.member_uid,
        person.strength,
        person.first_seen_at,
        person.first_source
    from person
    inner join decision on person.person_key = decision.person_key
)

select * from final
