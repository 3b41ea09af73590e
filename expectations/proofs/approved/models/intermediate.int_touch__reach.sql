-- grain: send_id, person_id. A send that reached a person (B5), by itself or as a message in a group that the
-- person was in, and what followed on the clock: a click, a sign-up, a leave.
with send as (
    select * from "core"."fct_outreach"
    where is_reached
),

reached as (
    select
        send_id,
        coalesce(member_uid, identifier_hash) as person_id,
        member_uid,
        chat_id,
        channel,
        coalesce(is_manual, false) as is_manual,
        content_id,
        campaign_id,
        mall_id,
        coalesce(sent_at, planned_at) as reached_at,
        business_date
    from send
    where chat_id is null and coalesce(member_uid, identifier_hash) is not null
    union all
    select distinct
        send.send_id,
        stay.person_id,
        stay.member_uid,
        send.chat_id,
        send.channel,
        coalesce(send.is_manual, false) as is_manual,
        send.content_id,
        send.campaign_id,
        send.mall_id,
        coalesce(send.sent_at, send.planned_at) as reached_at,
        send.business_date
    from send
    inner join "intermediate"."int_group__stay" as stay
        on
            send.chat_id = stay.chat_id
            and coalesce(send.sent_at, send.planned_at) >= stay.joined_at
            and coalesce(coalesce(send.sent_at, send.planned_at) < stay.left_at, true)
),

click as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        content_id,
        campaign_id,
        occurred_at
    from "core"."fct_interaction"
    where kind = 'click'
),

clicked as (
    
    select
        reached.send_id,
        reached.person_id
    from reached
    inner join click
        on
            reached.person_id = click.person_id
            and reached.content_id = click.content_id
            and reached.reached_at <= click.occurred_at
            and reached.reached_at + interval '1' hour * 72 > click.occurred_at
    union
    select
        reached.send_id,
        reached.person_id
    from reached
    inner join click
        on
            reached.person_id = click.person_id
            and reached.campaign_id = click.campaign_id
            and reached.reached_at <= click.occurred_at
            and reached.reached_at + interval '1' hour * 72 > click.occurred_at
),

content as (
    select * from "core"."dim_content" where is_last_known
),

-- What a person signed up for is known by the event, the campaign of a send by the event's.
clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

sign_up as (
    select
        attendance.guest_id as person_id,
        attendance.campaign_id,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', attendance.signed_up_at)) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as signed_up_on
    from "core"."fct_event_attendance" as attendance
    left join clock on attendance.mall_id = clock.object_id
    where attendance.signed_up_at is not null and attendance.campaign_id is not null
),

signed_up as (
    select distinct
        reached.send_id,
        reached.person_id
    from reached
    inner join sign_up
        on
            reached.person_id = sign_up.person_id
            and reached.campaign_id = sign_up.campaign_id
            and reached.business_date <= sign_up.signed_up_on
            and (reached.business_date + 7) > sign_up.signed_up_on
),

event_campaign as (
    select distinct campaign_id from "core"."dim_event"
    where is_last_known and form_id is not null and campaign_id is not null
),

-- Who deleted the last staff or quit that very group, both by themselves.
leave as (
    select
        coalesce(member_identifier.member_uid, friendship.external_userid_hash) as person_id,
        cast(null as varchar) as chat_id,
        friendship.ended_at as left_at
    from "intermediate"."int_wecom__friendship" as friendship
    left join "identity"."int_identity__member_identifier" as member_identifier
        on
            member_identifier.identifier_type = 'external_userid'
            and friendship.external_userid_hash = member_identifier.identifier_hash
    where friendship.end_kind = 'deleted_by_customer'
    union all
    select
        person_id,
        chat_id,
        left_at
    from "intermediate"."int_group__stay"
    where is_quit
),

gone as (
    select distinct
        reached.send_id,
        reached.person_id
    from reached
    inner join leave
        on
            reached.person_id = leave.person_id
            and coalesce(reached.chat_id, '') = coalesce(leave.chat_id, '')
            and reached.reached_at <= leave.left_at
            and reached.reached_at + interval '1' hour * 48 > leave.left_at
)

select
    reached.*,
    layer_interval.layer,
    coalesce(reached.content_id, reached.campaign_id) is not null as is_tracked,
    -- A message in a group is for that group; by hand somebody chose the person.
    reached.chat_id is null and not reached.is_manual as is_automatic,
    reached.chat_id is null and not reached.is_manual and content.crowd is null as is_unsegmented,
    clicked.send_id is not null as is_clicked,
    event_campaign.campaign_id is not null as is_for_event,
    signed_up.send_id is not null as is_signed_up,
    gone.send_id is not null as is_left
from reached
left join content on reached.content_id = content.content_id
left join clicked on reached.send_id = clicked.send_id and reached.person_id = clicked.person_id
left join event_campaign on reached.campaign_id = event_campaign.campaign_id
left join signed_up on reached.send_id = signed_up.send_id and reached.person_id = signed_up.person_id
left join gone on reached.send_id = gone.send_id and reached.person_id = gone.person_id
left join "lifecycle"."int_member__layer_interval" as layer_interval
        on
            reached.member_uid = layer_interval.member_uid
            and reached.business_date >= layer_interval.valid_from
            and reached.business_date < coalesce(layer_interval.valid_to, date '9999-12-31')
