-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that held a coupon
-- together.

with step as (
    select * from {{ ref('stg_benefit_ledger') }} where business_date <= {{ as_of_date() }}
),

pair as (
    {{ first_together('step', ['openid', 'member_no'], 'state_at') }}
),

final as (
    {{ claims_of_records('pair', 'benefit_ledger', ['openid', 'member_no']) }}
)

select * from final
