-- One row per link_id, external_userid_hash and userid: a customer who came by an acquisition link, as
-- last told.

with delivered as (
    {{ delivered_rows('wecom_link') }}
),

-- The list of customers and the answer on one chat tell of the same row; each knows what the other lacks.
customer as (
    select * from delivered where kind in ('customer', 'chat')
),

latest as (
    {{ latest_delivery('customer', ['kind', 'link_id', 'external_userid_hash', 'userid']) }}
)

select
    link_id,
    external_userid_hash,
    userid,
    max(corp_id) as corp_id,
    max(state) as state,
    bool_or(kind = 'chat' or chat_status = '1') as has_chat,
    max(received_message_count) as received_message_count,
    max(delivered_on) as delivered_on
from latest
group by link_id, external_userid_hash, userid
