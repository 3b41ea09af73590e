-- One row per old_member_uid that pointed to another id before this run and that nobody gets back: where it
-- points from now on. It follows the identifiers that it brought along; when those are apart today, the part
-- with most strong evidence.

with redirect as (
    select * from "identity"."int_identity__past_redirect"
),

decision as (
    select * from "identity"."int_identity__decision"
),

claim as (
    select * from "identity"."int_identity__claim"
),

person as (
    select * from "identity"."int_identity__person"
),

past as (
    select * from "identity"."int_identity__past_assignment"
),

brought as (
    select
        redirect.old_member_uid,
        person.person_key,
        count(distinct case when person.strength in ('S0', 'S1') then person.node_key end) as strong,
        count(distinct person.node_key) as any_strength,
        min(person.first_seen_at) as first_seen_at
    from redirect
    inner join past as former on redirect.old_member_uid = former.member_uid
    inner join past as latest
        on
            former.identifier_type = latest.identifier_type
            and former.identifier_hash = latest.identifier_hash
            and redirect.member_uid = latest.member_uid
            and latest.is_latest
    inner join person
        on
            latest.identifier_type = person.identifier_type
            and latest.identifier_hash = person.identifier_hash
            and latest.valid_from < person.valid_to
            and latest.valid_to > person.valid_from
    group by redirect.old_member_uid, person.person_key
),

followed as (
    select
        old_member_uid,
        person_key
    from (
        select
            *,
            row_number() over (
                partition by old_member_uid
                order by strong desc, any_strength desc, first_seen_at asc, person_key asc
            ) as preference
        from brought
    ) as ordered
    where preference = 1
),

-- Where nothing of what it brought is left, it goes wherever its target went.
winner as (
    select
        claim.member_uid,
        decision.member_uid as member_uid_now
    from claim
    inner join decision on claim.person_key = decision.person_key
    where claim.is_won
),

final as (
    select
        redirect.old_member_uid,
        redirect.member_uid as past_member_uid,
        coalesce(followed_decision.member_uid, winner.member_uid_now, redirect.member_uid) as member_uid
    from redirect
    left join followed on redirect.old_member_uid = followed.old_member_uid
    left join decision as followed_decision on followed.person_key = followed_decision.person_key
    left join winner on redirect.member_uid = winner.member_uid
    left join decision as returned on redirect.old_member_uid = returned.member_uid
    where returned.member_uid is null
)

select * from final
