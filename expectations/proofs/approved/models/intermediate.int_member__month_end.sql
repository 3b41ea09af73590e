-- grain: member_uid, month_end. Where a member stands at the end of each month (and of the as-of day),
-- where the member stood at the end of the month before, and what has come of it. `new` was not known then.
with snapshot as (
    select
        month_end,
        is_month_end,
        is_as_of,
        (cast(date_trunc('month', month_end) as date) + -1) as previous_end
    from "lifecycle"."int_calendar__snapshot"
),

status as (
    select * from "lifecycle"."int_member__status_interval"
),

ring_interval as (
    select * from "lifecycle"."int_member__ring_interval"
),

state as (
    select * from "lifecycle"."int_member__state"
),

-- The first day in the inner ring, told from the day of joining.
promotion as (
    select
        ring_interval.member_uid,
        min(ring_interval.valid_from) as promoted_on
    from ring_interval
    where ring_interval.ring = 'inner'
    group by ring_interval.member_uid
),

referring as (
    select distinct
        referrer_member_uid as member_uid,
        cast(last_day(valid_on) as date) as month_end
    from "lifecycle"."int_member__referral"
    where valid_on <= (select as_of_date from "control"."run")
),

visit_interval as (
    select
        visit_day.member_uid,
        snapshot.month_end,
        median(visit_day.days_since_previous) as median_days
    from "intermediate"."int_visit__day" as visit_day
    inner join snapshot
        on
            visit_day.business_date <= snapshot.month_end
            and visit_day.business_date
            > (snapshot.month_end + -90)
    group by visit_day.member_uid, snapshot.month_end
)

select
    status.member_uid,
    snapshot.month_end,
    status.mall_id,
    status.layer,
    coalesce(status_before.layer, 'new') as layer_from,
    status.silence,
    status.stage,
    ring_now.ring,
    coalesce(ring_before.ring, 'new') as ring_from,
    status.is_high_value,
    coalesce(status_before.is_high_value, false) as was_high_value,
    ticket_now.average_ticket_90d_fen - ticket_before.average_ticket_90d_fen as ticket_change_fen,
    referring.member_uid is not null as has_referred,
    case
        when promotion.promoted_on > snapshot.previous_end and promotion.promoted_on <= snapshot.month_end
            then date_diff('day', anchor.joined_on, promotion.promoted_on)
    end as days_to_inner,
    cast(visit_interval.median_days as double) as visit_interval_days,
    snapshot.is_month_end,
    snapshot.is_as_of
from snapshot
inner join status
    on snapshot.month_end >= status.valid_from and snapshot.month_end < status.valid_to
inner join ring_interval as ring_now
    on
        status.member_uid = ring_now.member_uid
        and snapshot.month_end >= ring_now.valid_from
        and snapshot.month_end < ring_now.valid_to
inner join "lifecycle"."int_member__anchor" as anchor on status.member_uid = anchor.member_uid
left join status as status_before
    on
        status.member_uid = status_before.member_uid
        and snapshot.previous_end >= status_before.valid_from
        and snapshot.previous_end < status_before.valid_to
left join ring_interval as ring_before
    on
        status.member_uid = ring_before.member_uid
        and snapshot.previous_end >= ring_before.valid_from
        and snapshot.previous_end < ring_before.valid_to
left join state as ticket_now
    on
        status.member_uid = ticket_now.member_uid
        and snapshot.month_end >= ticket_now.valid_from
        and snapshot.month_end < ticket_now.valid_to
left join state as ticket_before
    on
        status.member_uid = ticket_before.member_uid
        and (snapshot.month_end + -90) >= ticket_before.valid_from
        and (snapshot.month_end + -90) < ticket_before.valid_to
left join referring
    on status.member_uid = referring.member_uid and last_day(snapshot.month_end) = referring.month_end
left join promotion on status.member_uid = promotion.member_uid
left join visit_interval
    on status.member_uid = visit_interval.member_uid and snapshot.month_end = visit_interval.month_end
