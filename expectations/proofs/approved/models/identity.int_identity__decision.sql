-- One row per person_key: the member_uid that the person has from this run on, and by what right. kept:
-- the oldest id that the person won (the others merge into it); restored: after a split, the id that
-- these identifiers had before the merge; minted: a new id. Ids are numbers in order of minting and say
-- nothing else.

with person as (
    select
        person_key,
        min(first_seen_at) as first_seen_at
    from "identity"."int_identity__person"
    group by person_key
),

claim as (
    select * from "identity"."int_identity__claim"
),

extent as (
    select * from "identity"."int_identity__past_extent"
),

kept as (
    select
        person_key,
        min(member_uid) as member_uid
    from claim
    where is_won
    group by person_key
),

-- An id of the past is free when nobody keeps it and nobody merges it away in this very run. Of those who
-- lost their ids each former one goes to whoever holds most of it; who wins several takes the best.
former as (
    select
        claim.*,
        row_number() over (
            partition by claim.member_uid
            order by
                claim.strong_ever desc,
                claim.any_ever desc,
                claim.first_seen_at asc,
                claim.person_key asc
        ) as preference
    from claim
    left join kept on claim.person_key = kept.person_key
    left join claim as taken on claim.member_uid = taken.member_uid and taken.is_won
    where kept.person_key is null and taken.member_uid is null
),

restored as (
    select
        person_key,
        member_uid,
        row_number() over (
            partition by person_key order by strong_ever desc, any_ever desc, member_uid asc
        ) as preference
    from former
    where preference = 1
),

lost as (
    select
        person_key,
        min(member_uid) as member_uid
    from claim
    where is_current and not is_won
    group by person_key
),

decided as (
    select
        person.person_key,
        person.first_seen_at,
        coalesce(kept.member_uid, restored.member_uid) as past_member_uid,
        case
            when kept.member_uid is not null then 'kept'
            when restored.member_uid is not null then 'restored'
            else 'minted'
        end as decision,
        case when kept.member_uid is null then lost.member_uid end as split_from_member_uid
    from person
    left join kept on person.person_key = kept.person_key
    left join restored on person.person_key = restored.person_key and restored.preference = 1
    left join lost on person.person_key = lost.person_key
),

final as (
    select
        decided.person_key,
        coalesce(
            decided.past_member_uid,
            'M' || lpad(
                cast(
                    extent.last_member_no + row_number() over (
                        partition by decided.decision
                        order by decided.first_seen_at asc, decided.person_key asc
                    ) as varchar
                ), 10, '0'
            )
        ) as member_uid,
        decided.decision,
        decided.split_from_member_uid,
        decided.first_seen_at,
        extent.last_seq as based_on_seq
    from decided
    cross join extent
)

select * from final
