-- One row per chat_id, change_type, update_detail, event_at and member_id: a callback on a group, one row
-- a member.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_group_event" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_group_event'
            and delivery.file_id = feed_row._file_id
),

timed as (
    select
        *,
        coalesce(external_userid_hash, member_userid) as member_id,
        coalesce(
        event_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', event_at_local))
    ) as event_at
    from delivered
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by chat_id, change_type, update_detail, event_at, member_id
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from timed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    chat_id,
    change_type,
    update_detail,
    event_at,
    member_id,
    corp_id,
    external_userid_hash,
    member_userid,
    case join_scene
        when '1' then 'invited'
        when '2' then 'invite_link'
        when '3' then 'group_code'
        else 'other_' || join_scene
    end as join_scene,
    case quit_scene
        when '0' then 'left'
        when '1' then 'removed'
        else 'other_' || quit_scene
    end as quit_scene,
    member_change_count,
    last_member_version,
    current_member_version,
    delivered_on
from latest
