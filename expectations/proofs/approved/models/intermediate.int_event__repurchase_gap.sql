-- grain: event_id, member_uid. High-value members on the day of an event of their home mall who had bought
-- twice before and bought again in time: the pause across the event beside the one before, and for guests
-- beside the median of those not invited whose pause before lay in the same band (requirement 136).
-- Who signed up and stayed away, or was written to alone for its campaign, is in neither group.
with event as (
    select
        event_id,
        mall_id,
        campaign_id,
        start_at,
        cast(timezone('Asia/Shanghai', timezone('UTC', start_at)) as date) as held_on
    from "core"."dim_event"
    where is_last_known and mall_id is not null
),

high_value as (
    select * from "lifecycle"."int_member__high_value_interval" where is_high_value
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
),

attendance as (
    select * from "core"."fct_event_attendance" where member_uid is not null
),

invited as (
    select distinct
        event.event_id,
        sent.member_uid
    from event
    inner join "core"."fct_outreach" as sent on event.campaign_id = sent.campaign_id
    where
        sent.is_reached and sent.chat_id is null and sent.member_uid is not null
        and coalesce(sent.sent_at, sent.planned_at) < event.start_at
),

purchase_day as (
    select
        *,
        lag(business_date) over (partition by member_uid order by business_date) as previous_business_date
    from "lifecycle"."int_purchase__day"
),

paused as (
    select
        event.event_id,
        high_value.member_uid,
        event.mall_id,
        event.held_on,
        case when attendance.checked_in_at is not null then 'attended' else 'not_invited' end as invitation,
        date_diff('day', purchase_day.previous_business_date, purchase_day.business_date)
            as gap_before_days,
        date_diff('day', purchase_day.business_date, purchase_day.next_business_date) as gap_after_days
    from event
    inner join high_value
        on event.held_on >= high_value.valid_from and event.held_on < high_value.valid_to
    inner join anchor
        on high_value.member_uid = anchor.member_uid and event.mall_id = anchor.home_mall_id
    inner join purchase_day
        on
            high_value.member_uid = purchase_day.member_uid
            and event.held_on >= purchase_day.business_date
            and event.held_on < purchase_day.next_business_date
    left join attendance
        on event.event_id = attendance.event_id and high_value.member_uid = attendance.member_uid
    left join invited
        on event.event_id = invited.event_id and high_value.member_uid = invited.member_uid
    where
        event.held_on <= (select as_of_date from "control"."run")
        and purchase_day.previous_business_date is not null
        and purchase_day.next_business_date <= (event.held_on + 60)
        and (
            attendance.checked_in_at is not null
            or (attendance.member_uid is null and invited.member_uid is null)
        )
),

compared as (
    select
        *,
        gap_after_days - gap_before_days as change_days,
        gap_before_days // 7 as gap_band
    from paused
)

select
    concat(event_id, '|', member_uid) as event_member_id,
    event_id,
    member_uid,
    mall_id,
    held_on,
    invitation,
    gap_before_days,
    gap_after_days,
    case
        when invitation = 'attended'
            then change_days - median(case when invitation = 'not_invited' then change_days end) over alike
    end as matched_change_days
from compared
window alike as (partition by event_id, gap_band)
