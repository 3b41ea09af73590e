-- One row per identifier_type, identifier_hash and requested_at: somebody's request for erasure, as last
-- delivered.

with timed as (
    {{ rows_on_clock('deletion_request', ['requested_at']) }}
),

latest as (
    {{ latest_delivery('timed', ['identifier_type', 'identifier_hash', 'requested_at']) }}
)

select
    identifier_type,
    identifier_hash,
    requested_at,
    {{ business_date_on_clock('requested_at') }} as business_date,
    reason,
    delivered_on
from latest
