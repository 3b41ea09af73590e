-- One row per op, member_uid_from, member_uid_to, identifier_type and identifier_hash: what this run
-- changes in the map of identifiers to members. Empty when nothing is new.

with person as (
    select * from {{ ref('int_identity__person') }}
),

decision as (
    select * from {{ ref('int_identity__decision') }}
),

claim as (
    select * from {{ ref('int_identity__claim') }} where is_won
),

past as (
    select * from {{ ref('int_identity__past_assignment') }} where is_latest
),

redirect as (
    select * from {{ ref('int_identity__past_redirect') }}
),

map_now as (
    select * from {{ ref('int_identity__member_identifier') }}
),

evidence_of_person as (
    select
        person_key,
        concat_ws(
            ', ',
            'S0 ' || cast(sum(case when strength = 'S0' then 1 else 0 end) as varchar),
            'S1 ' || cast(sum(case when strength = 'S1' then 1 else 0 end) as varchar),
            'S2 ' || cast(sum(case when strength = 'S2' then 1 else 0 end) as varchar)
        ) as evidence
    from person
    group by person_key
),

merged as (
    select
        claim.member_uid as member_uid_from,
        decision.member_uid as member_uid_to,
        claim.person_key
    from claim
    inner join decision on claim.person_key = decision.person_key
    where claim.member_uid <> decision.member_uid
),

change as (
    select
        1 as op_order,
        'mint' as op,
        cast(null as varchar) as member_uid_from,
        decision.member_uid as member_uid_to,
        cast(null as varchar) as identifier_type,
        cast(null as varchar) as identifier_hash,
        evidence_of_person.evidence
    from decision
    inner join evidence_of_person on decision.person_key = evidence_of_person.person_key
    where decision.decision = 'minted'
    union all
    select
        2 as op_order,
        'restore' as op,
        redirect.member_uid as member_uid_from,
        decision.member_uid as member_uid_to,
        null as identifier_type,
        null as identifier_hash,
        evidence_of_person.evidence
    from decision
    inner join evidence_of_person on decision.person_key = evidence_of_person.person_key
    left join redirect on decision.member_uid = redirect.old_member_uid
    where decision.decision = 'restored'
    union all
    select
        3 as op_order,
        'split' as op,
        decision.split_from_member_uid as member_uid_from,
        decision.member_uid as member_uid_to,
        null as identifier_type,
        null as identifier_hash,
        evidence_of_person.evidence
    from decision
    inner join evidence_of_person on decision.person_key = evidence_of_person.person_key
    where decision.split_from_member_uid is not null
    union all
    select
        4 as op_order,
        'merge' as op,
        merged.member_uid_from,
        merged.member_uid_to,
        null as identifier_type,
        null as identifier_hash,
        evidence_of_person.evidence
    from merged
    inner join evidence_of_person on merged.person_key = evidence_of_person.person_key
    union all
    -- Ids that already pointed to a loser follow it, so that a redirect is one step for ever.
    select
        5 as op_order,
        'merge' as op,
        redirect.old_member_uid as member_uid_from,
        merged.member_uid_to,
        null as identifier_type,
        null as identifier_hash,
        'redirect of ' || merged.member_uid_from as evidence
    from redirect
    inner join merged on redirect.member_uid = merged.member_uid_from
    union all
    select
        6 as op_order,
        case when past.is_attached then 'move' else 'attach' end as op,
        case when past.is_attached then past.member_uid end as member_uid_from,
        map_now.member_uid as member_uid_to,
        map_now.identifier_type,
        map_now.identifier_hash,
        map_now.strength || ' ' || map_now.identifier_type || ', first in ' || map_now.first_source
            as evidence
    from map_now
    left join past
        on
            map_now.identifier_type = past.identifier_type
            and map_now.identifier_hash = past.identifier_hash
    where past.member_uid is null or not past.is_attached or past.member_uid <> map_now.member_uid
    union all
    select
        7 as op_order,
        'detach' as op,
        past.member_uid as member_uid_from,
        null as member_uid_to,
        past.identifier_type,
        past.identifier_hash,
        'no delivery in scope names it any more' as evidence
    from past
    left join map_now
        on
            past.identifier_type = map_now.identifier_type
            and past.identifier_hash = map_now.identifier_hash
    where past.is_attached and map_now.member_uid is null
),

basis as (
    select max(based_on_seq) as based_on_seq from decision
),

final as (
    select
        change.*,
        basis.based_on_seq
    from change
    cross join basis
)

select * from final
