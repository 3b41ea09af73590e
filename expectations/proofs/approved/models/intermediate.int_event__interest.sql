-- grain: event_id, person_id. Who showed interest in an event before it ended: clicked or did something else
-- with its campaign, or signed up; and whether somebody wrote to them alone or called them within hours.
with event as (
    select
        event_id,
        mall_id,
        campaign_id,
        coalesce(end_at, start_at) as ended_at,
        start_at - interval '1' day * 14 as begins_at
    from "core"."dim_event"
    where is_last_known
),

shown as (
    select
        event.event_id,
        coalesce(act.member_uid, act.identifier_hash) as person_id,
        case when act.kind = 'click' then 'click' else 'interaction' end as interest,
        act.occurred_at
    from event
    inner join "core"."fct_interaction" as act
        on
            event.campaign_id = act.campaign_id
            and event.begins_at <= act.occurred_at
            and event.ended_at > act.occurred_at
    where act.kind <> 'redemption'
    union all
    select
        event.event_id,
        attendance.guest_id as person_id,
        'sign_up' as interest,
        attendance.signed_up_at as occurred_at
    from event
    inner join "core"."fct_event_attendance" as attendance on event.event_id = attendance.event_id
    where attendance.signed_up_at < event.ended_at
),

first_shown as (
    select
        event_id,
        person_id,
        min(occurred_at) as interested_at,
        min_by(interest, row(occurred_at, interest)) as interest
    from shown
    where person_id is not null
    group by event_id, person_id
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

followed as (
    select distinct
        first_shown.event_id,
        first_shown.person_id
    from first_shown
    inner join wrote
        on
            first_shown.person_id = wrote.person_id
            and first_shown.interested_at <= wrote.sent_at
            and first_shown.interested_at + interval '1' hour * 24
            > wrote.sent_at
    where wrote.channel in ('private_chat', 'call', 'archive')
),

timed as (
    select
        first_shown.*,
        event.mall_id,
        cast(
            timezone('Asia/Shanghai', timezone('UTC', first_shown.interested_at)) as date
        ) as interested_on
    from first_shown
    inner join event on first_shown.event_id = event.event_id
)

select
    concat(timed.event_id, '|', timed.person_id) as event_interest_id,
    timed.event_id,
    timed.person_id,
    timed.mall_id,
    timed.interest,
    timed.interested_at,
    timed.interested_on,
    followed.person_id is not null as is_followed_in_time
from timed
left join followed on timed.event_id = followed.event_id and timed.person_id = followed.person_id
where timed.interested_on <= (select as_of_date from "control"."run")
