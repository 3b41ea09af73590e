-- One row per msgid: who wrote whom and when, as last delivered; no body ever reaches the raw store.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('wecom_chat_meta') }}
),

latest as (
    {{ latest_delivery('delivered', ['msgid']) }}
)

select
    msgid,
    corp_id,
    action,
    msgtype,
    {{ wecom_instant('sent_at') }} as sent_at,
    room_id,
    case
        when sender_external_userid_hash is not null then 'customer'
        when starts_with(sender_userid, 'wb') then 'robot'
        when sender_userid is not null then 'staff'
    end as sender_type,
    sender_external_userid_hash,
    sender_userid,
    receiver_external_userid_hashes,
    receiver_userids,
    delivered_on
from latest
