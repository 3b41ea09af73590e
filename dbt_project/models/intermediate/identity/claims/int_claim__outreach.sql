-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that an outreach
-- was addressed to together.

with send as (
    select * from {{ ref('stg_outreach_log') }} where business_date <= {{ as_of_date() }}
),

pair as (
    {{ first_together('send', ['external_userid', 'member_no'], 'coalesce(sent_at, planned_at)') }}
),

final as (
    {{ claims_of_records('pair', 'outreach_log', ['external_userid', 'member_no']) }}
)

select * from final
