-- One row per chat_id, change_type, update_detail, event_at and member_id: a callback on a group, one row
-- a member.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('wecom_group_event') }}
),

timed as (
    select
        *,
        coalesce(external_userid_hash, member_userid) as member_id,
        {{ wecom_instant('event_at') }} as event_at
    from delivered
),

latest as (
    {{ latest_delivery('timed', ['chat_id', 'change_type', 'update_detail', 'event_at', 'member_id']) }}
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
    {{ wecom_join_scene('join_scene') }} as join_scene,
    {{ wecom_word('quit_scene', {'0': 'left', '1': 'removed'}) }} as quit_scene,
    member_change_count,
    last_member_version,
    current_member_version,
    delivered_on
from latest
