-- grain: event_id, guest_id. Who signed up for an event that is over and did not come: whether they were
-- written to in time, and came to another event.
with event as (
    select * from "core"."dim_event" where is_last_known
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

attendance as (
    select
        attendance.event_id,
        attendance.guest_id,
        attendance.member_uid,
        attendance.mall_id,
        attendance.signed_up_at,
        attendance.checked_in_at,
        coalesce(event.end_at, event.start_at) as ended_at,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', coalesce(event.end_at, event.start_at))) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', attendance.checked_in_at)) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as checked_in_on
    from "core"."fct_event_attendance" as attendance
    inner join event on attendance.event_id = event.event_id
    left join clock on attendance.mall_id = clock.object_id
),

no_show as (
    select * from attendance
    where signed_up_at < ended_at and checked_in_at is null and business_date <= (select as_of_date from "control"."run")
),

wrote as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        channel,
        coalesce(is_manual, false) as is_manual,
        coalesce(sent_at, planned_at) as sent_at,
        business_date
    from "core"."fct_outreach"
    where is_reached and chat_id is null and coalesce(member_uid, identifier_hash) is not null
    union all
    select
        coalesce(member_identifier.member_uid, message.receiver_external_userid_hashes[1]) as person_id,
        'archive' as channel,
        message.sender_type = 'staff' as is_manual,
        message.sent_at,
        cast(timezone('Asia/Shanghai', timezone('UTC', message.sent_at)) as date) as business_date
    from "staging"."stg_wecom_chat_meta" as message
    left join "identity"."int_identity__member_identifier" as member_identifier
        on
            member_identifier.identifier_type = 'external_userid'
            and message.receiver_external_userid_hashes[1] = member_identifier.identifier_hash
    where
        message.room_id is null
        and message.action = 'send'
        and message.sender_type in ('staff', 'robot')
        and message.receiver_external_userid_hashes[1] is not null
),

contacted as (
    select
        no_show.event_id,
        no_show.guest_id,
        min(wrote.sent_at) as contacted_at
    from no_show
    inner join wrote
        on
            no_show.guest_id = wrote.person_id
            and no_show.ended_at <= wrote.sent_at
            and no_show.ended_at + interval '1' hour * 48 > wrote.sent_at
    where wrote.channel <> 'mass_private'
    group by no_show.event_id, no_show.guest_id
),

came as (
    select distinct
        no_show.event_id,
        no_show.guest_id
    from no_show
    inner join attendance as later
        on
            no_show.guest_id = later.guest_id
            and no_show.event_id <> later.event_id
            and no_show.business_date < later.checked_in_on
            and (no_show.business_date + 30) >= later.checked_in_on
    where later.signed_up_at is not null
)

select
    no_show.event_id,
    no_show.guest_id,
    no_show.member_uid,
    no_show.mall_id,
    no_show.ended_at,
    no_show.business_date,
    contacted.contacted_at,
    contacted.event_id is not null as is_contacted_in_time,
    came.event_id is not null as has_come_later
from no_show
left join contacted on no_show.event_id = contacted.event_id and no_show.guest_id = contacted.guest_id
left join came on no_show.event_id = came.event_id and no_show.guest_id = came.guest_id
