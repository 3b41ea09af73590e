-- grain: person_id, tag_group. A new friend and each group of tags: when the first tag of that group was put,
-- by whichever staff. No feed tells that time. Tags show in a snapshot of the friendship and edits of it come
-- as callbacks that do not say what was edited; so of n tags that a snapshot shows anew all are held to be
-- put by the n-th edit since the snapshot before, or the last one if there were fewer; without an edit, by
-- the end of the snapshot's day.
with friend as (
    select * from "intermediate"."int_friend__added"
),

owner as (
    select
        identifier_hash,
        member_uid
    from "identity"."int_identity__member_identifier"
    where identifier_type = 'external_userid'
),

tag as (
    select * from "staging"."stg_wecom_tag"
),

named_group as (
    
    select '来源触点' as tag_group
    union all
    select '兴趣' as tag_group
    union all
    select '消费偏好' as tag_group
    union all
    select '到访频次' as tag_group
    union all
    select '家庭结构' as tag_group
    union all
    select '常逛楼层' as tag_group
    union all
    select '预算段' as tag_group
    union all
    select '来源活动' as tag_group
    union all
    select '到场意向' as tag_group
),

tag_group as (
    select tag_group from named_group
    union
    select group_name as tag_group from tag
    where group_name is not null
),

stay as (
    select
        external_userid_hash,
        userid,
        tag_id,
        friend_added_at,
        first_seen_on,
        greatest(friend_added_at, coalesce(timezone('UTC', timezone('Asia/Shanghai', cast(not_yet_on as timestamp))), friend_added_at)) as seen_after,
        timezone('UTC', timezone('Asia/Shanghai', cast((first_seen_on + 1) as timestamp))) as seen_before
    from "intermediate"."int_wecom__tag_stay"
),

shown as (
    select
        external_userid_hash,
        userid,
        first_seen_on,
        seen_after,
        seen_before,
        count(*) as tags
    from stay
    group by external_userid_hash, userid, first_seen_on, seen_after, seen_before
),

edit as (
    select
        shown.*,
        event.event_at,
        row_number() over (
            partition by shown.external_userid_hash, shown.userid, shown.first_seen_on, shown.seen_after
            order by event.event_at
        ) as edit_no
    from shown
    inner join "staging"."stg_wecom_contact_event" as event
        on
            shown.external_userid_hash = event.external_userid_hash
            and shown.userid = event.userid
            and event.change_type = 'edit_external_contact'
            and shown.seen_after <= event.event_at
            and shown.seen_before > event.event_at
),

edited as (
    select
        external_userid_hash,
        userid,
        first_seen_on,
        seen_after,
        min(event_at) as first_edited_at,
        max(event_at) as edited_at
    from edit
    where edit_no <= tags
    group by external_userid_hash, userid, first_seen_on, seen_after
),

dated as (
    select
        coalesce(owner.member_uid, stay.external_userid_hash) as person_id,
        tag.group_name as tag_group,
        coalesce(edited.edited_at, stay.seen_before) as tagged_at,
        coalesce(edited.first_edited_at, stay.seen_before) as first_edited_at
    from stay
    inner join tag on stay.tag_id = tag.tag_id
    left join owner on stay.external_userid_hash = owner.identifier_hash
    left join edited
        on
            stay.external_userid_hash = edited.external_userid_hash
            and stay.userid = edited.userid
            and stay.first_seen_on = edited.first_seen_on
            and stay.seen_after = edited.seen_after
),

first_tag as (
    select
        person_id,
        tag_group,
        min(tagged_at) as tagged_at,
        min(first_edited_at) as first_edited_at
    from dated
    group by person_id, tag_group
)

select
    friend.person_id,
    friend.mall_id,
    friend.added_on,
    tag_group.tag_group,
    first_tag.tagged_at,
    -- The earliest that any tag of the snapshot can have been put.
    first_tag.first_edited_at,
    coalesce(
        first_tag.tagged_at < friend.added_at + interval '1' hour * 48,
        false
    ) as is_tagged_in_time,
    coalesce(
        first_tag.tagged_at < friend.added_at + interval '1' hour * 1,
        false
    ) as is_tagged_at_once
from friend
cross join tag_group
left join first_tag
    on friend.person_id = first_tag.person_id and tag_group.tag_group = first_tag.tag_group
