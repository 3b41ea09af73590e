-- One row per chat_id, member_id and spell_no: a member's time in a group out of callbacks and snapshots
-- together.

with stay as (
    select * from {{ ref('int_wecom__group_stay') }}
),

event as (
    select * from {{ ref('stg_wecom_group_event') }}
),

listed as (
    select * from event where member_id is not null
),

begins as (
    select
        chat_id,
        member_id,
        event_at as begun_at,
        false as is_half,
        true as is_event,
        cast(null as date) as last_seen_on,
        cast(null as date) as first_absent_on,
        delivered_on,
        case when external_userid_hash is null then 'staff' else 'customer' end as member_type,
        join_scene,
        cast(null as varchar) as state
    from listed
    where update_detail = 'add_member'
    union all
    select
        chat_id,
        member_id,
        joined_at as begun_at,
        false as is_half,
        false as is_event,
        last_seen_on,
        first_absent_on,
        first_seen_on as delivered_on,
        member_type,
        join_scene,
        state
    from stay
),

known_member as (
    select
        chat_id,
        member_id,
        max(begun_at) as begun_at,
        max_by(first_absent_on, begun_at) as first_absent_on
    from begins
    group by chat_id, member_id
),

-- The end of a group ends the time of everybody who was in it still.
ends as (
    select
        chat_id,
        member_id,
        event_at as ended_at,
        coalesce(quit_scene, 'left_or_removed') as end_kind,
        delivered_on
    from listed
    where update_detail = 'del_member'
    union all
    select
        event.chat_id,
        known_member.member_id,
        event.event_at as ended_at,
        'dismissed' as end_kind,
        event.delivered_on
    from event
    inner join known_member
        on
            event.chat_id = known_member.chat_id
            and event.event_at > known_member.begun_at
            and (
                known_member.first_absent_on is null
                or {{ wecom_day('event.event_at') }} < known_member.first_absent_on
            )
    where event.change_type = 'dismiss'
),

{{ spells('begins', 'ends', ['chat_id', 'member_id'], ['member_type', 'join_scene', 'state']) }}

select * from final
