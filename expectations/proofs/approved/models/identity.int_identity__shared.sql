-- One row per node_key, person_key and valid_from: a person that an identifier was bound to and does not
-- stand for, because another owns it (`shared`) or a guard bars it (`blocked`).

with blocked as (
    select distinct node_key from "identity"."int_identity__blocked"
),

evidence as (
    select * from "identity"."int_identity__evidence"
),

person as (
    select * from "identity"."int_identity__person" where strength in ('S0', 'S1')
),

barred as (
    select
        evidence.node_key,
        person.person_key,
        min(evidence.bound_at) as valid_from,
        min(evidence.strength) as strength,
        min_by(evidence.source_feed, row(evidence.bound_at, evidence.source_feed)) as first_source
    from evidence
    inner join blocked on evidence.node_key = blocked.node_key
    inner join evidence as beside
        on
            evidence.source_feed = beside.source_feed
            and evidence.source_key = beside.source_key
            and evidence.node_key <> beside.node_key
    inner join person on beside.node_key = person.node_key
    group by evidence.node_key, person.person_key
)

select
    node_key,
    person_key,
    valid_from,
    valid_to,
    role,
    strength,
    first_source,
    reason
from "identity"."int_identity__holding"
where role = 'shared'
union all
select
    node_key,
    person_key,
    valid_from,
    timestamp '9999-12-31' as valid_to,
    'blocked' as role,
    strength,
    first_source,
    'nobody''s value' as reason
from barred
