-- One row per person_key and member_uid that some of the person's identifiers have ever belonged to.
-- `is_current` tells the id that an identifier had last from ids of the past; `is_won` the one person
-- among all who claim a current id that keeps it: most strong evidence, then most of any, then seen
-- first.

with person as (
    select * from "identity"."int_identity__person"
),

past as (
    select * from "identity"."int_identity__past_assignment"
),

-- An identifier counts once, however many of its intervals overlap.
held as (
    select
        person.person_key,
        past.member_uid,
        person.node_key,
        person.strength in ('S0', 'S1') as is_strong,
        min(person.first_seen_at) as first_seen_at,
        bool_or(past.is_latest) as is_latest
    from person
    inner join past
        on
            person.identifier_type = past.identifier_type
            and person.identifier_hash = past.identifier_hash
            and person.valid_from < past.valid_to
            and person.valid_to > past.valid_from
    group by person.person_key, past.member_uid, person.node_key, person.strength
),

claim as (
    select
        person_key,
        member_uid,
        bool_or(is_latest) as is_current,
        sum(case when is_latest and is_strong then 1 else 0 end) as strong_now,
        sum(case when is_latest then 1 else 0 end) as any_now,
        sum(case when is_strong then 1 else 0 end) as strong_ever,
        count(*) as any_ever,
        min(first_seen_at) as first_seen_at
    from held
    group by person_key, member_uid
),

final as (
    select
        person_key,
        member_uid,
        is_current,
        strong_ever,
        any_ever,
        first_seen_at,
        is_current
        and row_number() over (
            partition by member_uid, is_current
            order by strong_now desc, any_now desc, first_seen_at asc, person_key asc
        ) = 1 as is_won
    from claim
)

select * from final
