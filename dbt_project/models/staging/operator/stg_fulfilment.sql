-- One row per order_no: how an order got to its buyer, as last delivered. A community has no clock of its
-- own, so local times are read on the default one.

with timed as (
    {{ rows_on_clock('fulfilment', ['paid_at', 'promised_at', 'ready_at', 'picked_at', 'delivered_at']) }}
),

latest as (
    {{ latest_delivery('timed', ['order_no']) }}
)

select
    order_no,
    paid_at,
    {{ business_date_on_clock('paid_at') }} as business_date,
    promised_at,
    ready_at,
    picked_at,
    delivered_at,
    pickup_point_id,
    mode,
    coalesce(reallocated, false) as is_reallocated,
    delivered_on
from latest
