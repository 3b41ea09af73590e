-- grain: member_uid, reason, valid_from. What takes a member to the inner ring, and from when until when: a
-- role on the operator's list, rituals hosted, valid referrals, or a place among the most engaged members
-- of the last month end. Intervals of one reason may overlap; they end the day after the as-of day at the
-- latest.
with anchor as (
    select * from "lifecycle"."int_member__anchor"
),

member_number as (
    select
        identifier_hash,
        member_uid
    from "identity"."int_identity__member_identifier"
    where identifier_type = 'member_no' and member_uid is not null
),

role_held as (
    select
        member_number.member_uid,
        'role' as reason,
        cast(timezone('Asia/Shanghai', timezone('UTC', listed.starts_at)) - 0 * interval '1' hour as date) as valid_from,
        least(
            cast(timezone('Asia/Shanghai', timezone('UTC', listed.ends_at)) - 0 * interval '1' hour as date), listed.valid_to
        ) as valid_to
    from "core"."dim_role" as listed
    inner join member_number on listed.member_no_hash = member_number.identifier_hash
    where listed.is_last_known
),

hosting as (
    select
        member_number.member_uid,
        cast(timezone('Asia/Shanghai', timezone('UTC', hosted.start_at)) - 0 * interval '1' hour as date) as hosted_on,
        row_number() over (
            partition by member_number.member_uid order by hosted.start_at, hosted.event_id
        ) as ritual_no
    from "core"."dim_event" as hosted
    inner join member_number on hosted.host_member_no_hash = member_number.identifier_hash
    where hosted.is_last_known and hosted.event_kind = 'community_ritual'
),

referral as (
    select
        referrer_member_uid as member_uid,
        valid_on,
        row_number() over (partition by referrer_member_uid order by valid_on, member_uid) as referral_no
    from "lifecycle"."int_member__referral"
),

month_end as (
    select month_end from "lifecycle"."int_calendar__snapshot"
    where is_month_end
),

-- Equal days share a place, so a tie at the edge leaves all of its members out.
engaged as (
    select
        state.member_uid,
        month_end.month_end,
        cume_dist() over (
            partition by month_end.month_end order by state.active_days_90d desc
        ) as share_above
    from month_end
    inner join "lifecycle"."int_member__state" as state
        on month_end.month_end >= state.valid_from and month_end.month_end < state.valid_to
    where state.is_joined and state.active_days_90d > 0
),

reason as (
    select * from role_held
    union all
    select
        member_uid,
        'rituals' as reason,
        hosted_on as valid_from,
        cast(null as date) as valid_to
    from hosting
    where ritual_no = 3
    union all
    select
        member_uid,
        'referrals' as reason,
        valid_on as valid_from,
        cast(null as date) as valid_to
    from referral
    where referral_no = 3
    union all
    select
        member_uid,
        'engagement' as reason,
        (month_end + 1) as valid_from,
        cast(last_day((month_end + 1)) + 1 as date) as valid_to
    from engaged
    where share_above <= 0.02
),

-- A number may stand on a list before anything else is known of its owner.
placed as (
    select
        reason.member_uid,
        reason.reason,
        greatest(reason.valid_from, anchor.known_since) as valid_from,
        least(
            coalesce(reason.valid_to, ((select as_of_date from "control"."run") + 1)), ((select as_of_date from "control"."run") + 1)
        ) as valid_to
    from reason
    inner join anchor on reason.member_uid = anchor.member_uid
)

select
    member_uid,
    reason,
    valid_from,
    max(valid_to) as valid_to
from placed
where valid_from < valid_to
group by member_uid, reason, valid_from
