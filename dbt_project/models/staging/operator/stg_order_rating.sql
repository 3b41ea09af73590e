-- One row per order_no: what the buyer thought of an order, as last delivered.

with timed as (
    {{ rows_on_clock('order_rating', ['rated_at', 'responded_at'], clock=('shop', 'shop_id')) }}
),

latest as (
    {{ latest_delivery('timed', ['order_no']) }}
)

select
    order_no,
    leader_id,
    shop_id,
    clock_mall_id as mall_id,
    rated_at,
    {{ business_date_on_clock('rated_at') }} as business_date,
    stars,
    is_complaint,
    responded_at,
    delivered_on
from latest
