-- grain: member_uid, month_end. The three-dimensional model of members at a month's end: spend and visits
-- of 90 days in three bins each, and interest; and in the days after it what is asked of the group of the
-- cell. Bins are ceil(3 x cumulative distribution) over the members who have joined, so equal values share
-- a bin.
with snapshot as (
    select
        month_end,
        is_month_end,
        is_as_of,
        (month_end + 30) as matures_on
    from "lifecycle"."int_calendar__snapshot"
),

measured as (
    select
        state.member_uid,
        snapshot.month_end,
        snapshot.matures_on,
        snapshot.is_month_end,
        snapshot.is_as_of,
        state.purchase_fen_90d,
        state.visits_90d,
        state.average_ticket_90d_fen,
        cast(
            ceil(3 * cume_dist() over (partition by snapshot.month_end order by state.purchase_fen_90d))
            as integer
        ) as spend_bin,
        cast(
            ceil(3 * cume_dist() over (partition by snapshot.month_end order by state.visits_90d)) as integer
        ) as visit_bin
    from snapshot
    inner join "lifecycle"."int_member__state" as state
        on snapshot.month_end >= state.valid_from and snapshot.month_end < state.valid_to
    where state.is_joined
),

happened as (
    select
        member_uid,
        business_date,
        'visit' as kind,
        0 as purchases,
        0 as purchase_fen
    from "lifecycle"."int_member__event_day"
    where visit_days > 0
    union all
    select
        member_uid,
        business_date,
        'purchase' as kind,
        purchases,
        purchase_fen
    from "lifecycle"."int_member__event_day"
    where purchase_days > 0
    union all
    select
        member_uid,
        business_date,
        'reach' as kind,
        0 as purchases,
        0 as purchase_fen
    from "core"."fct_outreach"
    where is_reached and member_uid is not null
    union all
    select
        points.member_uid,
        points.business_date,
        'points' as kind,
        0 as purchases,
        0 as purchase_fen
    from "core"."fct_points" as points
    inner join "intermediate"."points_reason" as reason on points.reason = reason.reason
    where points.change < 0 and reason.kind = 'burn' and points.member_uid is not null
    union all
    select
        member_uid,
        cast(timezone('Asia/Shanghai', timezone('UTC', checked_in_at)) - 0 * interval '1' hour as date) as business_date,
        'attendance' as kind,
        0 as purchases,
        0 as purchase_fen
    from "core"."fct_event_attendance"
    where checked_in_at is not null and member_uid is not null
),

followed as (
    select
        happened.member_uid,
        snapshot.month_end,
        bool_or(happened.kind = 'reach') as is_reached,
        bool_or(happened.kind = 'visit') as has_returned,
        bool_or(happened.kind = 'points') as has_used_points,
        bool_or(happened.kind = 'purchase') as has_purchased,
        bool_or(happened.kind = 'attendance') as has_attended,
        cast(floor(sum(happened.purchase_fen) / nullif(sum(happened.purchases), 0)) as bigint)
            as average_ticket_fen
    from snapshot
    inner join happened
        on snapshot.month_end < happened.business_date and snapshot.matures_on >= happened.business_date
    group by happened.member_uid, snapshot.month_end
)

select
    measured.member_uid,
    measured.month_end,
    coalesce(anchor.home_mall_id, 'unknown') as mall_id,
    measured.matures_on,
    measured.spend_bin,
    measured.visit_bin,
    cell.value_cell,
    cell.value_group,
    preference.category as interest,
    coalesce(followed.is_reached, false) as is_reached,
    coalesce(followed.has_returned, false) as has_returned,
    coalesce(followed.has_used_points, false) as has_used_points,
    coalesce(followed.has_purchased, false) as has_purchased,
    coalesce(followed.has_attended, false) as has_attended,
    followed.average_ticket_fen - measured.average_ticket_90d_fen as ticket_change_fen,
    measured.is_month_end,
    measured.is_as_of
from measured
inner join "lifecycle"."value_model_cell" as cell
    on measured.spend_bin = cell.spend_bin and measured.visit_bin = cell.visit_bin
inner join "lifecycle"."int_member__anchor" as anchor on measured.member_uid = anchor.member_uid
left join "lifecycle"."int_member__category_preference_month_end" as preference
    on measured.member_uid = preference.member_uid and measured.month_end = preference.month_end
left join followed
    on measured.member_uid = followed.member_uid and measured.month_end = followed.month_end
