-- One row per node_key and guard: what a guard found in an identifier and what it did about it.

with holding as (
    select * from {{ ref('int_identity__holding') }}
),

steward as (
    {%- for op in ['must_link', 'cannot_link'] %}
    select
        node_a,
        node_b
    from ({{ steward_pairs(op) }}) as {{ op }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
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
    from {{ ref('int_identity__blocked') }}
    union all
    select
        node_key,
        'type_limit' as guard,
        max(phones) as observed,
        {{ var('identity_phones_per_person') }} as limit_value,
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
    from {{ ref('int_identity__part') }}
    where is_rebuilt and identifier_type = 'unionid'
    union all
    select
        node_key,
        'lent_card' as guard,
        greatest(accounts, people_of_account) as observed,
        1 as limit_value,
        'limited' as action,
        'several people show it: its tickets are nobody''s touchpoints' as reason
    from {{ ref('int_identity__lent_card') }}
    union all
    select
        named.node_key,
        'steward' as guard,
        1 as observed,
        0 as limit_value,
        'review' as action,
        'a steward decided on it' as reason
    from named
    inner join {{ ref('int_identity__identifier') }} as identifier on named.node_key = identifier.node_key
)

select
    node_key,
    guard,
    cast(observed as double) as observed,
    cast(limit_value as double) as limit_value,
    action,
    reason,
    {{ as_of_date() }} as decided_on
from verdict
