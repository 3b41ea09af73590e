-- grain: member_uid, valid_from. The concentric ring, as far as today's feeds tell: outer before joining;
-- middle with a visit or interaction in 90 days; inner when such a member has brought enough valid
-- referrals; none when a member has lapsed. Roles, hosted rituals and the curated list move members to the
-- inner ring once their feeds exist.
with state as (
    select * from {{ ref('int_member__state') }}
),

referral as (
    select
        referrer_member_uid as member_uid,
        valid_on,
        row_number() over (partition by referrer_member_uid order by valid_on, member_uid) as referral_no
    from {{ ref('int_member__referral') }}
),

-- A number may be named as referrer before anything else is known of its owner.
since_inner as (
    select
        referral.member_uid,
        greatest(referral.valid_on, anchor.known_since) as inner_since
    from referral
    inner join {{ ref('int_member__anchor') }} as anchor on referral.member_uid = anchor.member_uid
    where referral.referral_no = {{ var('ring_inner_valid_referrals') }}
),

fact as (
    select
        member_uid,
        valid_from,
        valid_to,
        case when is_joined then 1 else 0 end as joined,
        case when active_days_90d > 0 then 1 else 0 end as active,
        0 as recruiting
    from state
    union all
    select
        member_uid,
        inner_since as valid_from,
        {{ add_days(as_of_date(), 1) }} as valid_to,
        0 as joined,
        0 as active,
        1 as recruiting
    from since_inner
),

summed as (
    {{ interval_sums('fact', ['member_uid'], [
        {'name': 'joined', 'value': 'joined'},
        {'name': 'active', 'value': 'active'},
        {'name': 'recruiting', 'value': 'recruiting'},
    ]) }}

    select
        member_uid,
        valid_from,
        valid_to,
        case
            when joined = 0 then 'outer'
            when active > 0 and recruiting > 0 then 'inner'
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
