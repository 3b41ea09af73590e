-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that answered a
-- survey together.

with seen as (
    select * from {{ ref('stg_survey') }} where business_date <= {{ as_of_date() }}
),

pair as (
    {{ first_together('seen', ['member_no', 'openid'], 'answered_at') }}
),

final as (
    {{ claims_of_records('pair', 'survey', ['member_no', 'openid']) }}
)

select * from final
