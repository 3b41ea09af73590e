-- One row per survey_id, identifier_type and identifier_hash: an answer to a survey, as last delivered.
-- The identifier is the member number, else the openid.

with timed as (
    {{ rows_on_clock('survey', ['answered_at'], clock=('event', 'event_id')) }}
),

identified as (
    select
        *,
        case when member_no_hash is not null then 'member_no' else 'openid' end as identifier_type,
        coalesce(member_no_hash, openid_hash) as identifier_hash
    from timed
),

latest as (
    {{ latest_delivery('identified', ['survey_id', 'identifier_type', 'identifier_hash']) }}
)

select
    survey_id,
    identifier_type,
    identifier_hash,
    member_no_hash,
    openid_hash,
    answered_at,
    {{ business_date_on_clock('answered_at') }} as business_date,
    kind,
    score,
    event_id,
    clock_mall_id as mall_id,
    delivered_on
from latest
where identifier_hash is not null
