-- grain: person_id. New friends on the day of the first friendship, with what followed: tags, first sends,
-- deletion. Flags are facts as of today; whether a window is over is decided where periods are.
with friend as (
    select * from "intermediate"."int_friend__added"
),

tagged as (
    select
        person_id,
        min(first_edited_at) as first_tagged_at,
        -- A friend has a row for each group, also for those of which no tag was put.
        bool_and(
            is_tagged_in_time
            or tag_group not in ('来源触点', '兴趣', '消费偏好', '到访频次')
        ) as has_key_tags_in_time,
        bool_and(
            is_tagged_at_once
            or tag_group not in ('来源活动', '兴趣', '到场意向')
        ) as has_auto_tags_in_time
    from "intermediate"."int_friend__tag"
    group by person_id
),

welcome as (
    select * from "intermediate"."int_friend__welcome"
),

entry as (
    select
        entry_id,
        campaign_id
    from "core"."dim_entry"
    where is_last_known
)

select
    friend.person_id,
    friend.mall_id,
    friend.entry_id,
    friend.added_on,
    friend.deleted_on,
    friend.has_joined_group_7d,
    coalesce(friend.deleted_on < (friend.added_on + 7), false) as is_deleted_7d,
    coalesce(tagged.has_key_tags_in_time, false) as has_key_tags_in_time,
    -- A tag put later than a week is no first tag of a new friend any more.
    case
        when tagged.first_tagged_at < friend.added_at + interval '7' day
            then date_diff('minute', friend.added_at, tagged.first_tagged_at)
    end as first_tag_minutes,
    entry.campaign_id is not null as is_from_campaign_code,
    coalesce(tagged.has_auto_tags_in_time, false) as has_auto_tags_in_time,
    coalesce(welcome.touches_7d, 0) as touches_7d,
    welcome.person_id is not null as is_touched_7d,
    coalesce(welcome.is_first_touch_answered, false) as is_first_touch_answered
from friend
left join tagged on friend.person_id = tagged.person_id
left join welcome on friend.person_id = welcome.person_id
left join entry on friend.entry_id = entry.entry_id
