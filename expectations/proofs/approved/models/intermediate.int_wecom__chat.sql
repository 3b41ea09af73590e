-- One row per chat_id: a group with its owner, as snapshots show it last, and the mall that it belongs
-- to.

with shown as (
    select
        chat_id,
        max_by(owner_userid, delivered_on) as owner_userid,
        min(chat_created_at) as created_at
    from "staging"."stg_wecom_group__member"
    group by chat_id
),

event as (
    select * from "staging"."stg_wecom_group_event"
),

master as (
    select *
    from (
        select
            *,
            row_number() over (partition by chat_id order by delivered_on desc) as recency
        from "staging"."stg_master__group"
    ) as by_recency
    where recency = 1
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

known as (
    select chat_id from shown
    union
    select chat_id from event
    union
    select chat_id from master
),

changed as (
    select
        chat_id,
        min(case when change_type = 'create' then event_at end) as created_at,
        max(case when change_type = 'dismiss' then event_at end) as dismissed_at
    from event
    group by chat_id
),

final as (
    select
        known.chat_id,
        coalesce(shown.owner_userid, master.staff_id) as owner_userid,
        coalesce(shown.created_at, changed.created_at) as created_at,
        changed.dismissed_at,
        coalesce(master.mall_id, staff.mall_id) as mall_id,
        master.group_type
    from known
    left join shown on known.chat_id = shown.chat_id
    left join changed on known.chat_id = changed.chat_id
    left join master on known.chat_id = master.chat_id
    left join staff on coalesce(shown.owner_userid, master.staff_id) = staff.staff_id
)

select * from final
