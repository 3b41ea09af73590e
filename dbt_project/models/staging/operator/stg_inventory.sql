-- One row per business_date, location_id and sku_id: stock at the end of a day, as last delivered.

with delivered as (
    {{ delivered_rows('inventory') }}
),

latest as (
    {{ latest_delivery('delivered', ['date', 'location_id', 'sku_id']) }}
)

select
    date as business_date,
    location_id,
    sku_id,
    on_hand_qty,
    on_hand_cost_fen,
    lag_s,
    delivered_on
from latest
