-- One row per entry_no: a movement of points, as last delivered.

with timed as (
    {{ rows_on_clock('points', ['occurred_at', 'expires_at'], clock=('mall', 'mall_id')) }}
),

latest as (
    {{ latest_delivery('timed', ['entry_no']) }}
)

select
    entry_no,
    member_no_hash,
    mall_id,
    occurred_at,
    {{ business_date_on_clock('occurred_at') }} as business_date,
    change,
    reason,
    ref_no,
    expires_at,
    delivered_on
from latest
