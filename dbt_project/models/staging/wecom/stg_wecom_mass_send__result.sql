-- One row per msgid, external_userid_hash and chat_id: what became of a message for one receiver, as last
-- delivered.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('wecom_mass_send') }}
),

result as (
    select * from delivered where kind = 'result'
),

latest as (
    {{ latest_delivery('result', ['msgid', 'external_userid_hash', 'chat_id']) }}
)

select
    msgid,
    external_userid_hash,
    chat_id,
    corp_id,
    userid,
    {{ wecom_result_status('status') }} as status,
    {{ wecom_instant('sent_at') }} as sent_at,
    delivered_on
from latest
