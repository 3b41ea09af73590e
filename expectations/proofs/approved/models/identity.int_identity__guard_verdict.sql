-- One row per node_key and guard: what a guard found in an identifier and what it did about it.

with holding as (
    select * from "identity"."int_identity__holding"
),

steward as (
    select
        node_a,
        node_b
    from (select
        decision_id,
        md5(concat_ws('|', identifier_type_a, identifier_hash_a)) as node_a,
        md5(concat_ws('|', identifier_type_b, identifier_hash_b)) as node_b
    from "control"."steward_decision"
    where is_in_force and op = 'must_link') as must_link
    union all
    select
        node_a,
        node_b
    from (select
        decision_id,
        md5(concat_ws('|', identifier_type_a, identifier_hash_a)) as node_a,
        md5(concat_ws('|', identifier_type_b, identifier_hash_b)) as node_b
    from "control"."steward_decision"
    where is_in_force and op = 'cannot_link') as cannot_link
    
),

named as (
    select node_a as node_key from steward
    union
    select node_b as node_key from steward
),

verdict as (
    select
        node_key,
        guard,
        observed,
        limit_value,
        'blocked' as action,
        reason
    from "identity"."int_identity__blocked"
    union all
    select
        node_key,
        'type_limit' as guard,
        max(phones) as observed,
        3 as limit_value,
        'limited' as action,
        'a person has newer phones' as reason
    from holding
    where is_over_limit
    group by node_key
    union all
    select
        node_key,
        'recycled' as guard,
        max(epoch_no) + 1 as observed,
        1 as limit_value,
        'new_epoch' as action,
        'bound anew after its last owner had been seen with it for the last time' as reason
    from holding
    where epoch_no > 0
    group by node_key
    union all
    select
        node_key,
        'component_check' as guard,
        count(*) over (partition by part_key) as observed,
        1 as limit_value,
        'rebuilt' as action,
        'identifiers that must be apart stood together' as reason
    from "identity"."int_identity__part"
    where is_rebuilt and identifier_type = 'unionid'
    union all
    select
        node_key,
        'lent_card' as guard,
        greatest(accounts, people_of_account) as observed,
        1 as limit_value,
        'limited' as action,
        'several people show it: its tickets are nobody''s touchpoints' as reason
    from "identity"."int_identity__lent_card"
    union all
    select
        named.node_key,
        'steward' as guard,
        1 as observed,
        0 as limit_value,
        'review' as action,
        'a steward decided on it' as reason
    from named
    inner join "identity"."int_identity__identifier" as identifier on named.node_key = identifier.node_key
)

select
    node_key,
    guard,
    cast(observed as double) as observed,
    cast(limit_value as double) as limit_value,
    action,
    reason,
    (select as_of_date from "control"."run") as decided_on
from verdict
