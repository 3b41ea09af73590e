-- One row per change_type, userid, external_userid_hash and event_at: a callback on a friend, as last
-- delivered.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('wecom_contact_event') }}
),

timed as (
    select
        *,
        {{ wecom_instant('event_at') }} as event_at
    from delivered
),

-- An own app and a third party's may both tell of one change.
latest as (
    {{ latest_delivery('timed', ['change_type', 'userid', 'external_userid_hash', 'event_at']) }}
)

select
    change_type,
    userid,
    external_userid_hash,
    event_at,
    corp_id,
    state,
    source as delete_source,
    fail_reason,
    delivered_on
from latest
