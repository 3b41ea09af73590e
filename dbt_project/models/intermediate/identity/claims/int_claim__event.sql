-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that checked in
-- at an event together.

with seen as (
    select * from {{ ref('stg_event_checkin') }} where business_date <= {{ as_of_date() }}
),

pair as (
    {{ first_together('seen', ['member_no', 'openid', 'phone'], 'checked_in_at') }}
),

final as (
    {{ claims_of_records('pair', 'event_checkin', ['member_no', 'openid', 'phone']) }}
)

select * from final
