-- One row per person_key: how many identifiers the person holds and held before this run, and how many
-- members this run would merge into it.

with person as (
    select
        person_key,
        count(distinct node_key) as identifiers
    from "identity"."int_identity__person"
    group by person_key
),

decision as (
    select * from "identity"."int_identity__decision"
),

merged as (
    select
        claim.person_key,
        count(*) as merged_members
    from "identity"."int_identity__claim" as claim
    inner join decision on claim.person_key = decision.person_key
    where claim.is_won and claim.member_uid <> decision.member_uid
    group by claim.person_key
),

past as (
    select
        member_uid,
        count(distinct identifier_type || identifier_hash) as identifiers
    from "identity"."int_identity__past_assignment"
    where is_held
    group by member_uid
),

final as (
    select
        person.person_key,
        decision.member_uid,
        person.identifiers,
        coalesce(past.identifiers, 0) as past_identifiers,
        coalesce(merged.merged_members, 0) as merged_members,
        person.identifiers > 100
        and coalesce(past.identifiers, 0) <= 100 as has_grown_too_big
    from person
    inner join decision on person.person_key = decision.person_key
    left join merged on person.person_key = merged.person_key
    left join past on decision.member_uid = past.member_uid
)

select * from final
