-- One row per gate_id, date_day and hour: people counted at a gate, as last delivered.

with delivered as (
    {{ delivered_rows('footfall') }}
),

latest as (
    {{ latest_delivery('delivered', ['gate_id', 'date', 'hour']) }}
)

select
    gate_id,
    date as date_day,
    hour,
    site_id,
    in_count,
    out_count,
    delivered_on
from latest
