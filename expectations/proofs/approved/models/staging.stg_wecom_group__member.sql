-- One row per chat_id, member_id, joined_at and delivered_on: a member of a group as that day's snapshot
-- shows.
with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_group" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_group'
            and delivery.file_id = feed_row._file_id
),

-- The last answer of a day on a group is that day's state of it.
last_of_day as (
    select
        chat_id,
        delivered_on,
        max(delivery_rank) as delivery_rank
    from delivered
    group by chat_id, delivered_on
),

-- A file holds a member of a group once.
latest as (
    select
        delivered.*,
        coalesce(delivered.external_userid_hash, delivered.member_userid) as member_id
    from delivered
    inner join last_of_day
        on
            delivered.chat_id = last_of_day.chat_id
            and delivered.delivered_on = last_of_day.delivered_on
            and delivered.delivery_rank = last_of_day.delivery_rank
)

select
    chat_id,
    member_id,
    coalesce(
        joined_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', joined_at_local))
    ) as joined_at,
    delivered_on,
    corp_id,
    member_type,
    external_userid_hash,
    member_userid,
    unionid_hash,
    case join_scene
        when '1' then 'invited'
        when '2' then 'invite_link'
        when '3' then 'group_code'
        else 'other_' || join_scene
    end as join_scene,
    state,
    invitor_userid,
    owner_userid,
    coalesce(
        created_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', created_at_local))
    ) as chat_created_at,
    member_version
from latest
