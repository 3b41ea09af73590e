-- One row per node_key of a card or phone and person_key that it was bound to, and what the person has of
-- it: `owner` in an interval, or `shared`. Only the best proof counts (steward, verified, typed). One who was
-- seen for the last time long before the next one's first binding had the number before it was given out
-- again (a new epoch). Of people at once a card goes to the one with a unionid beside it, else to the latest
-- binding, else to the smaller key; a phone then is nobody's own.

with binding as (
    select
        belonging.*,
        coalesce(joined.component_key, belonging.part_key) as person_key
    from "identity"."int_identity__binding" as belonging
    left join "identity"."int_identity__joined" as joined on belonging.part_key = joined.node_key
),

part as (
    select
        belonging.*,
        coalesce(joined.component_key, belonging.part_key) as person_key
    from "identity"."int_identity__part" as belonging
    left join "identity"."int_identity__joined" as joined on belonging.part_key = joined.node_key
),

-- When a person was last seen by anything that is surely the person's own.
life as (
    select
        part.person_key,
        max(evidence.last_seen_at) as last_seen_at
    from part
    inner join "identity"."int_identity__evidence" as evidence on part.node_key = evidence.node_key
    group by part.person_key
),

claim as (
    select
        node_key,
        identifier_type,
        person_key,
        max(case when is_barred then 0 else proof end) as proof,
        max(has_unionid) as has_unionid,
        min(first_bound_at) as first_bound_at,
        coalesce(min(first_verified_at), min(first_bound_at)) as begun_at,
        coalesce(max(last_verified_at), max(last_bound_at)) as last_bound_at,
        min_by(first_source, row(first_bound_at, first_source)) as first_source
    from binding
    group by node_key, identifier_type, person_key
),

-- The newest phones of a person within the period; an older one beyond the limit was given up.
numbered as (
    select
        node_key,
        person_key,
        count(*) over (
            partition by person_key
            order by last_bound_at
            range between current row and interval '365' day following
        ) as phones
    from claim
    where identifier_type = 'phone' and proof = 2
),

candidate as (
    select
        claim.*,
        numbered.phones,
        coalesce(numbered.phones > 3, false) as is_over_limit
    from claim
    left join numbered on claim.node_key = numbered.node_key and claim.person_key = numbered.person_key
),

best as (
    select
        node_key,
        max(proof) as proof
    from candidate
    where proof > 0 and not is_over_limit
    group by node_key
),

running as (
    select
        candidate.*,
        max(greatest(candidate.last_bound_at, life.last_seen_at)) over (
            partition by candidate.node_key
            order by candidate.begun_at, candidate.person_key
            rows between unbounded preceding and 1 preceding
        ) as others_until
    from candidate
    inner join best on candidate.node_key = best.node_key and candidate.proof = best.proof
    left join life on candidate.person_key = life.person_key
    where not candidate.is_over_limit
),

epoch as (
    select
        *,
        sum(
            case
                when others_until + interval '90' day < begun_at then 1
                else 0
            end
        ) over (
            partition by node_key order by begun_at, person_key
        ) as epoch_no
    from running
),

bounded as (
    select
        *,
        count(*) over (partition by node_key, epoch_no) as people,
        min(begun_at) over (partition by node_key, epoch_no) as epoch_begun_at,
        row_number() over (
            partition by node_key, epoch_no order by has_unionid desc, last_bound_at desc, person_key asc
        ) as preference
    from epoch
),

owner as (
    select
        node_key,
        person_key,
        epoch_no,
        people,
        preference = 1 and (people = 1 or identifier_type = 'card_no') as is_owner,
        case epoch_no when 0 then timestamp '0001-01-01' else epoch_begun_at end as valid_from,
        coalesce(
            min(epoch_begun_at) over (
                partition by node_key order by epoch_no range between 1 following and 1 following
            ),
            timestamp '9999-12-31'
        ) as valid_to
    from bounded
)

select
    candidate.node_key,
    candidate.identifier_type,
    candidate.person_key,
    case when coalesce(owner.is_owner, false) then 'owner' else 'shared' end as role,
    case when owner.is_owner then owner.valid_from else candidate.first_bound_at end as valid_from,
    case when owner.is_owner then owner.valid_to else timestamp '9999-12-31' end as valid_to,
    case candidate.proof when 1 then 'S3' else 'S2' end as strength,
    candidate.first_bound_at,
    candidate.first_source,
    candidate.phones,
    candidate.is_over_limit,
    owner.epoch_no,
    owner.people,
    case
        when owner.is_owner then 'owner'
        when candidate.proof = 0 then 'a steward keeps them apart'
        when candidate.is_over_limit then 'more phones than a person has'
        when owner.node_key is null then 'another has the better proof'
        when candidate.identifier_type = 'phone' then 'several people have it at once'
        else 'another has the stronger claim'
    end as reason
from candidate
left join owner on candidate.node_key = owner.node_key and candidate.person_key = owner.person_key
