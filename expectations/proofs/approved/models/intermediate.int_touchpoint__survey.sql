-- One row per source_feed and source_key: an answer to a survey.

with answer as (
    select * from "staging"."stg_survey" where business_date <= (select as_of_date from "control"."run")
)

select
    'survey' as source_feed,
    concat_ws('|', survey_id, identifier_type, identifier_hash) as source_key,
    identifier_type,
    identifier_hash,
    'survey_' || kind as touchpoint_type,
    cast(null as varchar) as entry_id,
    mall_id,
    answered_at as occurred_at,
    business_date,
    delivered_on
from answer
