-- One row per op, member_uid_from and member_uid_to: members that this run mints, gives back, splits or
-- merges away.

with person as (
    select * from "identity"."int_identity__person"
),

decision as (
    select * from "identity"."int_identity__decision"
),

claim as (
    select * from "identity"."int_identity__claim" where is_won
),

redirect as (
    select * from "identity"."int_identity__past_redirect"
),

redirect_now as (
    select * from "identity"."int_identity__redirect_now"
),

evidence as (
    select
        person_key,
        concat_ws(
            ', ',
            'S0 ' || cast(count(distinct case when strength = 'S0' then node_key end) as varchar),
            'S1 ' || cast(count(distinct case when strength = 'S1' then node_key end) as varchar),
            'S2 ' || cast(count(distinct case when strength = 'S2' then node_key end) as varchar),
            'S3 ' || cast(count(distinct case when strength = 'S3' then node_key end) as varchar)
        ) as evidence
    from person
    group by person_key
),

decided as (
    select
        decision.*,
        evidence.evidence
    from decision
    inner join evidence on decision.person_key = evidence.person_key
),

final as (
    select
        'mint' as op,
        cast(null as varchar) as member_uid_from,
        member_uid as member_uid_to,
        evidence
    from decided
    where decision = 'minted'
    union all
    select
        'restore' as op,
        redirect.member_uid as member_uid_from,
        decided.member_uid as member_uid_to,
        decided.evidence
    from decided
    left join redirect on decided.member_uid = redirect.old_member_uid
    where decided.decision = 'restored'
    union all
    select
        'split' as op,
        split_from_member_uid as member_uid_from,
        member_uid as member_uid_to,
        evidence
    from decided
    where split_from_member_uid is not null
    union all
    select
        'merge' as op,
        claim.member_uid as member_uid_from,
        decided.member_uid as member_uid_to,
        decided.evidence
    from claim
    inner join decided on claim.person_key = decided.person_key
    where claim.member_uid <> decided.member_uid
    union all
    -- Ids that already pointed to a loser follow it, so that a redirect is one step for ever.
    select
        'merge' as op,
        old_member_uid as member_uid_from,
        member_uid as member_uid_to,
        'redirect of ' || past_member_uid as evidence
    from redirect_now
    where member_uid <> past_member_uid
)

select * from final
