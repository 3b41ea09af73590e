-- grain: person_id. A new friend, what the first message brought, and whether staff wrote in time to who came
-- by a referral. Hours on the clock from the adding, buttons in days.
with friend as (
    select * from "intermediate"."int_friend__added"
),

friendship as (
    select
        coalesce(member_identifier.member_uid, friendship.external_userid_hash) as person_id,
        friendship.begun_at,
        min(friendship.userid) as userid
    from "intermediate"."int_wecom__friendship" as friendship
    left join "identity"."int_identity__member_identifier" as member_identifier
        on
            member_identifier.identifier_type = 'external_userid'
            and friendship.external_userid_hash = member_identifier.identifier_hash
    where friendship.begin_kind = 'added'
    group by coalesce(member_identifier.member_uid, friendship.external_userid_hash), friendship.begun_at
),

entry as (
    select * from "core"."dim_entry" where is_last_known
),

referral as (
    select
        referee_member_uid,
        min(referred_at) as referred_at
    from "core"."fct_referral"
    group by referee_member_uid
),

message as (
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

send as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        channel,
        coalesce(is_manual, false) as is_manual,
        coalesce(sent_at, planned_at) as sent_at,
        business_date
    from "core"."fct_outreach"
    where is_reached and chat_id is null and coalesce(member_uid, identifier_hash) is not null
),

by_hand as (
    select
        person_id,
        sent_at
    from message
    where is_manual
    union all
    select
        person_id,
        sent_at
    from send
    where channel = 'private_chat' and is_manual
),

touched as (
    select
        friend.person_id,
        min(by_hand.sent_at) as touched_at
    from friend
    inner join by_hand on friend.person_id = by_hand.person_id and friend.added_at <= by_hand.sent_at
    group by friend.person_id
),

welcomed as (
    select distinct friend.person_id
    from friend
    inner join message
        on
            friend.person_id = message.person_id
            and friend.added_at <= message.sent_at
            and friend.added_at + interval '1' minute * 5 > message.sent_at
),

button as (
    select
        friend.person_id,
        bool_or(event.point_id = 'coupon') as has_pressed_coupon,
        bool_or(event.point_id = 'events') as has_pressed_events,
        bool_or(event.point_id = 'group') as has_pressed_group
    from friend
    inner join "core"."fct_interaction" as interaction
        on
            friend.person_id = coalesce(interaction.member_uid, interaction.identifier_hash)
            and friend.added_at <= interaction.occurred_at
            and (friend.added_on + 7) > interaction.business_date
    inner join "staging"."stg_app_event" as event
        on interaction.source_key = event.event_id and event.event = 'welcome_button'
    where interaction.source_feed = 'app_event'
    group by friend.person_id
)

select
    friend.person_id,
    friend.mall_id,
    friend.entry_id,
    friendship.userid as staff_id,
    friend.added_at,
    friend.added_on,
    -- A pressed button proves the message as well.
    welcomed.person_id is not null or button.person_id is not null as is_welcomed,
    coalesce(button.has_pressed_coupon, false) as has_pressed_coupon,
    coalesce(button.has_pressed_events, false) as has_pressed_events,
    coalesce(button.has_pressed_group, false) as has_pressed_group,
    button.person_id is not null as has_pressed_any,
    coalesce(entry.channel = 'referral', false)
    or coalesce(
        abs(date_diff('second', friend.added_at, referral.referred_at))
        < 3600 * 48,
        false
    ) as is_referral,
    touched.touched_at,
    coalesce(
        touched.touched_at < friend.added_at + interval '1' hour * 48, false
    ) as is_touched_in_time
from friend
left join friendship on friend.person_id = friendship.person_id and friend.added_at = friendship.begun_at
left join entry on friend.entry_id = entry.entry_id
left join referral on friend.person_id = referral.referee_member_uid
left join welcomed on friend.person_id = welcomed.person_id
left join button on friend.person_id = button.person_id
left join touched on friend.person_id = touched.person_id
