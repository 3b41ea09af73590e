-- grain: member_uid, valid_from. The concentric ring: outer before joining; middle with a visit or
-- interaction in 90 days; inner when such a member has earned it (rituals, referrals, engagement), or when
-- the operator's list names the member, active or not; none when a member has lapsed.
with state as (
    select * from {{ ref('int_member__state') }}
),

fact as (
    select
        member_uid,
        valid_from,
        valid_to,
        case when is_joined then 1 else 0 end as joined,
        case when active_days_90d > 0 then 1 else 0 end as active,
        0 as listed,
        0 as earned
    from state
    union all
    select
        member_uid,
        valid_from,
        valid_to,
        0 as joined,
        0 as active,
        case when reason = 'role' then 1 else 0 end as listed,
        case when reason <> 'role' then 1 else 0 end as earned
    from {{ ref('int_member__inner_reason') }}
),

summed as (
    {{ interval_sums('fact', ['member_uid'], [
        {'name': 'joined', 'value': 'joined'},
        {'name': 'active', 'value': 'active'},
        {'name': 'listed', 'value': 'listed'},
        {'name': 'earned', 'value': 'earned'},
    ]) }}

    select
        member_uid,
        valid_from,
        valid_to,
        case
            when joined = 0 then 'outer'
            when listed > 0 or (active > 0 and earned > 0) then 'inner'
            when active > 0 then 'middle'
            else 'none'
        end as ring
    from swept
),

merged as (
    {{ merged_intervals('summed', ['ring']) }}
)

select
    *,
    valid_to > {{ as_of_date() }} as is_current
from merged
