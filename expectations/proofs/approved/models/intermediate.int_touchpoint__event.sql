-- One row per source_feed and source_key: a check-in at an event.

with checkin as (
    select * from "staging"."stg_event_checkin" where business_date <= (select as_of_date from "control"."run")
)

select
    'event_checkin' as source_feed,
    concat_ws('|', event_id, identifier_type, identifier_hash) as source_key,
    identifier_type,
    identifier_hash,
    'event_checkin' as touchpoint_type,
    cast(null as varchar) as entry_id,
    mall_id,
    checked_in_at as occurred_at,
    business_date,
    delivered_on
from checkin
