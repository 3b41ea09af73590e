-- One row per source_feed and source_key: a touchpoint that WeCom tells. A friend is added at each new
-- friendship and deleted with the last one; a hand-over between staff is neither. Of messages only
-- customers' own count.

with friendship as (
    select * from "intermediate"."int_wecom__friendship"
),

friend_entry as (
    select * from "intermediate"."int_wecom__entry_of_friend"
),

membership as (
    select * from "intermediate"."int_wecom__group_spell" where member_type = 'customer'
),

message as (
    select * from "staging"."stg_wecom_chat_meta" where sender_type = 'customer' and action = 'send'
),

mass_send as (
    select * from "intermediate"."int_wecom__mass_send" where external_userid_hash is not null
),

chat as (
    select * from "intermediate"."int_wecom__chat"
),

staff as (
    select *
    from (
        select
            *,
            row_number() over (partition by staff_id order by delivered_on desc) as recency
        from "staging"."stg_master__staff"
    ) as by_recency
    where recency = 1
),

entry as (
    select *
    from (
        select
            *,
            row_number() over (partition by entry_id order by delivered_on desc) as recency
        from "staging"."stg_master__entry"
    ) as by_recency
    where recency = 1
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

friend as (
    select
        friendship.*,
        friend_entry.entry_id,
        coalesce(friend_entry.mall_id, staff.mall_id) as mall_id,
        concat_ws('|', friendship.external_userid_hash, friendship.userid, friendship.spell_no) as friend_key
    from friendship
    left join friend_entry
        on
            friendship.external_userid_hash = friend_entry.external_userid_hash
            and friendship.userid = friend_entry.userid
            and friendship.spell_no = friend_entry.spell_no
    left join staff on friendship.userid = staff.staff_id
),

member_entry as (
    select
        membership.chat_id,
        membership.member_id,
        membership.spell_no,
        max_by(entry.entry_id, entry.starts_at) as entry_id
    from membership
    inner join entry
        on
            membership.state = entry.state_code
            and membership.begun_at >= entry.starts_at
            and (entry.ends_at is null or membership.begun_at < entry.ends_at)
    group by membership.chat_id, membership.member_id, membership.spell_no
),

member as (
    select
        membership.*,
        member_entry.entry_id,
        chat.mall_id,
        concat_ws('|', membership.chat_id, membership.member_id, membership.spell_no) as member_key
    from membership
    left join member_entry
        on
            membership.chat_id = member_entry.chat_id
            and membership.member_id = member_entry.member_id
            and membership.spell_no = member_entry.spell_no
    left join chat on membership.chat_id = chat.chat_id
),

touchpoint as (
    select
        case when is_begun_in_events then 'wecom_contact_event' else 'wecom_contact' end as source_feed,
        'added|' || friend_key as source_key,
        external_userid_hash,
        'friend_added' as touchpoint_type,
        entry_id,
        mall_id,
        begun_at as occurred_at,
        begin_delivered_on as delivered_on
    from friend
    where begin_kind = 'added'
    union all
    select
        case when is_end_exact then 'wecom_contact_event' else 'wecom_contact' end as source_feed,
        'deleted|' || friend_key as source_key,
        external_userid_hash,
        'friend_deleted' as touchpoint_type,
        entry_id,
        mall_id,
        ended_at as occurred_at,
        end_delivered_on as delivered_on
    from friend
    where is_last_friendship and end_kind <> 'handed_over'
    union all
    select
        case when is_begun_in_events then 'wecom_group_event' else 'wecom_group' end as source_feed,
        'joined|' || member_key as source_key,
        member_id as external_userid_hash,
        'group_joined' as touchpoint_type,
        entry_id,
        mall_id,
        begun_at as occurred_at,
        begin_delivered_on as delivered_on
    from member
    where begun_at is not null
    union all
    select
        case when is_end_exact then 'wecom_group_event' else 'wecom_group' end as source_feed,
        'left|' || member_key as source_key,
        member_id as external_userid_hash,
        'group_left' as touchpoint_type,
        cast(null as varchar) as entry_id,
        mall_id,
        ended_at as occurred_at,
        end_delivered_on as delivered_on
    from member
    where ended_at is not null and end_kind <> 'begun_anew'
    union all
    select
        'wecom_chat_meta' as source_feed,
        message.msgid as source_key,
        message.sender_external_userid_hash as external_userid_hash,
        case when message.room_id is null then 'private_message' else 'group_message' end as touchpoint_type,
        cast(null as varchar) as entry_id,
        coalesce(chat.mall_id, staff.mall_id) as mall_id,
        message.sent_at as occurred_at,
        message.delivered_on
    from message
    left join chat on message.room_id = chat.chat_id
    left join staff on message.receiver_userids[1] = staff.staff_id and message.room_id is null
    union all
    select
        'wecom_mass_send' as source_feed,
        concat_ws('|', msgid, external_userid_hash, coalesce(chat_id, '-')) as source_key,
        external_userid_hash,
        'mass_send_' || coalesce(status, 'unknown') as touchpoint_type,
        cast(null as varchar) as entry_id,
        mall_id,
        occurred_at,
        delivered_on
    from mass_send
),

dated as (
    select
        touchpoint.*,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', touchpoint.occurred_at)) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date
    from touchpoint
    left join clock on touchpoint.mall_id = clock.object_id
)

select
    source_feed,
    source_key,
    'external_userid' as identifier_type,
    external_userid_hash as identifier_hash,
    touchpoint_type,
    entry_id,
    mall_id,
    occurred_at,
    business_date,
    delivered_on
from dated
where business_date <= (select as_of_date from "control"."run")
