-- One row per source_feed and source_key: an outreach of the operator's log, whether it reached or not.

with send as (
    select * from "intermediate"."int_outreach__send" where source_feed = 'outreach_log'
)

select
    source_feed,
    send_id as source_key,
    identifier_type,
    identifier_hash,
    'outreach_' || status as touchpoint_type,
    cast(null as varchar) as entry_id,
    mall_id,
    coalesce(sent_at, planned_at) as occurred_at,
    business_date,
    delivered_on
from send
