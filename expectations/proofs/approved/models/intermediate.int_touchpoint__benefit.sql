-- One row per source_feed and source_key: a coupon coming into a state.

with coupon_state as (
    select * from "intermediate"."int_benefit__state"
)

select
    'benefit_ledger' as source_feed,
    concat_ws('|', coupon_code, state) as source_key,
    identifier_type,
    identifier_hash,
    'coupon_' || state as touchpoint_type,
    cast(null as varchar) as entry_id,
    mall_id,
    state_at as occurred_at,
    business_date,
    delivered_on
from coupon_state
