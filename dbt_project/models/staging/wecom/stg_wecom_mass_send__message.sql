-- One row per msgid: a message made for mass sending, as last delivered.

with delivered as (
    {{ delivered_rows('wecom_mass_send') }}
),

message as (
    select * from delivered where kind = 'message'
),

latest as (
    {{ latest_delivery('message', ['msgid']) }}
)

select
    msgid,
    corp_id,
    creator_userid,
    {{ wecom_instant('created_at') }} as created_at,
    {{ wecom_word('create_type', {'0': 'corp', '1': 'staff'}) }} as create_type,
    delivered_on
from latest
