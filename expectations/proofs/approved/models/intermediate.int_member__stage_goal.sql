-- grain: member_uid. What a member should reach in the stages after the first (requirements 107, 108), and
-- whether it came. Tasks of the first month run from joining to join+29; what belongs to the stage of days
-- 30 to 89 lies on those dates after the first visit or purchase.
with anchor as (
    select * from "lifecycle"."int_member__anchor"
),

check_in as (
    select
        interaction.member_uid,
        count(distinct app_event.point_id) as points
    from "core"."fct_interaction" as interaction
    inner join "staging"."stg_app_event" as app_event on interaction.source_key = app_event.event_id
    inner join anchor on interaction.member_uid = anchor.member_uid
    where
        interaction.source_feed = 'app_event'
        and interaction.kind = 'check_in'
        and interaction.business_date >= anchor.joined_on
        and interaction.business_date < (anchor.joined_on + 30)
    group by interaction.member_uid
),

parking as (
    select distinct stay.member_uid
    from "intermediate"."int_visit__parking" as stay
    inner join "intermediate"."int_parking__session" as parking_session
        on stay.source_key = parking_session.session_key
    inner join anchor on stay.member_uid = anchor.member_uid
    where
        parking_session.paid_fen > 0
        and stay.business_date >= anchor.joined_on
        and stay.business_date < (anchor.joined_on + 30)
),

craft as (
    select distinct attendance.member_uid
    from "core"."fct_event_attendance" as attendance
    inner join "core"."dim_event" as event
        on attendance.event_id = event.event_id and event.is_last_known
    inner join anchor on attendance.member_uid = anchor.member_uid
    where
        event.theme = 'craft'
        and cast(timezone('Asia/Shanghai', timezone('UTC', attendance.checked_in_at)) - 0 * interval '1' hour as date)
        >= anchor.joined_on
        and cast(timezone('Asia/Shanghai', timezone('UTC', attendance.checked_in_at)) - 0 * interval '1' hour as date)
        < (anchor.joined_on + 30)
),

settled as (
    select
        event_day.member_uid,
        bool_or(
            event_day.purchase_days > 0
            and event_day.business_date >= (anchor.first_purchase_on + 30)
            and event_day.business_date < (anchor.first_purchase_on + 90)
        ) as has_repurchase_30_90d,
        bool_or(
            event_day.visit_days > 0
            and event_day.business_date >= (anchor.first_visit_on + 30)
            and event_day.business_date < (anchor.first_visit_on + 90)
        ) as has_visit_30_90d
    from "lifecycle"."int_member__event_day" as event_day
    inner join anchor on event_day.member_uid = anchor.member_uid
    group by event_day.member_uid
)

select
    anchor.member_uid,
    coalesce(anchor.home_mall_id, 'unknown') as mall_id,
    anchor.joined_on,
    anchor.first_visit_on,
    anchor.first_purchase_on,
    coalesce(check_in.points >= 3, false) as has_three_check_ins_30d,
    parking.member_uid is not null as has_parking_payment_30d,
    craft.member_uid is not null as has_craft_event_30d,
    coalesce(settled.has_repurchase_30_90d, false) as has_repurchase_30_90d,
    coalesce(settled.has_visit_30_90d, false) as has_visit_30_90d
from anchor
left join check_in on anchor.member_uid = check_in.member_uid
left join parking on anchor.member_uid = parking.member_uid
left join craft on anchor.member_uid = craft.member_uid
left join settled on anchor.member_uid = settled.member_uid
