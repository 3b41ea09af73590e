-- grain: referrer_member_uid, referee_member_uid. Each referral with what decides whether it is valid: the
-- referee is new, shares no phone, plate or device with the referrer, checked in or redeemed in the window,
-- was not deleted within seven days, and nothing hints at abuse. `is_valid` is NULL while that is open.
with recursive named as (
    select * from "intermediate"."int_referral__named"
),

-- Upwards from a referee: its referrer, that one's referrer, and so on. Who meets himself is in a ring.
climbed as (
    select
        referee_member_uid as start_uid,
        referrer_member_uid as reached_uid,
        1 as steps
    from named
    where is_first
    union all
    select
        climbed.start_uid,
        named.referrer_member_uid,
        climbed.steps + 1 as steps
    from climbed
    inner join named on climbed.reached_uid = named.referee_member_uid and named.is_first
    where climbed.steps < 5 and climbed.reached_uid <> climbed.start_uid
),

ring as (
    select distinct start_uid as member_uid
    from climbed
    where start_uid = reached_uid
),

attendance as (
    select
        member_uid,
        business_date as attended_on
    from "core"."fct_benefit"
    where state = 'redeemed' and member_uid is not null
    union
    select
        member_uid,
        business_date
    from "intermediate"."int_visit__check_in"
    where member_uid is not null
),

attended as (
    select
        named.referrer_member_uid,
        named.referee_member_uid,
        min(attendance.attended_on) as attended_on
    from named
    inner join attendance
        on
            named.referee_member_uid = attendance.member_uid
            and named.referred_on <= attendance.attended_on
            and (named.referred_on + 30 - 1) >= attendance.attended_on
    group by named.referrer_member_uid, named.referee_member_uid
),

reward as (
    select
        named.referrer_member_uid,
        named.referee_member_uid,
        min(points.business_date) as rewarded_on
    from named
    inner join "core"."fct_points" as points
        on
            named.referrer_member_uid = points.member_uid
            and named.referred_at <= points.occurred_at
            and named.referred_at + interval '7 days' > points.occurred_at
    where points.reason = 'referral' and points.change > 0
    group by named.referrer_member_uid, named.referee_member_uid
),

judged as (
    select
        named.*,
        anchor.first_visit_on,
        attended.attended_on,
        reward.rewarded_on,
        coalesce(anchor.joined_on < named.referred_on or anchor.first_visit_on < named.referred_on, false)
            as was_known,
        coalesce(
            friend.deleted_on between named.referred_on and (named.referred_on + 6), false
        ) as is_deleted_7d,
        coalesce(common.is_same_phone or common.is_same_plate, false) as is_shared,
        coalesce(common.is_same_device, false) as is_same_device,
        coalesce(common.is_same_ip, false) as is_same_ip,
        named.referrals_of_hour > 5 as is_burst,
        named.referrals_of_block >= 3 as is_in_a_row,
        ring.member_uid is not null as is_ring,
        (select as_of_date from "control"."run") >= (named.referred_on + 6) as is_settled,
        (select as_of_date from "control"."run") >= (named.referred_on + 30 - 1) as is_over
    from named
    left join "lifecycle"."int_member__anchor" as anchor on named.referee_member_uid = anchor.member_uid
    left join "intermediate"."int_friend__added" as friend on named.referee_member_uid = friend.person_id
    left join "intermediate"."int_referral__same_device" as common
        on
            named.referrer_member_uid = common.referrer_member_uid
            and named.referee_member_uid = common.referee_member_uid
    left join ring on named.referee_member_uid = ring.member_uid
    left join attended
        on
            named.referrer_member_uid = attended.referrer_member_uid
            and named.referee_member_uid = attended.referee_member_uid
    left join reward
        on
            named.referrer_member_uid = reward.referrer_member_uid
            and named.referee_member_uid = reward.referee_member_uid
),

flagged as (
    select
        *,
        nullif(concat_ws(
            ';',
            case when is_self then 'self' end,
            case when is_burst then 'burst' end,
            case when is_same_ip then 'same_ip' end,
            case when is_same_device then 'shared_device' end,
            case when is_shared then 'shared_identifier' end,
            case when is_in_a_row then 'sequential_phones' end,
            case when is_ring then 'ring' end
        ), '') as fraud_flags
    from judged
)

select
    referrer_member_uid,
    referee_member_uid,
    mall_id,
    referred_at,
    referred_on,
    is_first,
    is_self,
    first_visit_on,
    attended_on,
    rewarded_on,
    was_known,
    is_deleted_7d,
    fraud_flags,
    case
        when not is_first or was_known or is_deleted_7d or fraud_flags is not null then false
        when attended_on is not null and is_settled then true
        when attended_on is null and is_over then false
    end as is_valid
from flagged
