-- One row per experiment_id, unit and unit_key: the arm that another system put a unit in, as last
-- delivered. A person's key is the keyed hash; a household's or a community's is its name.

with timed as (
    {{ rows_on_clock('experiment_assignment', ['assigned_at']) }}
),

identified as (
    select
        *,
        coalesce(unit_id_hash, unit_id) as unit_key
    from timed
),

latest as (
    {{ latest_delivery('identified', ['experiment_id', 'unit', 'unit_key']) }}
)

select
    experiment_id,
    unit,
    unit_key,
    arm,
    probability,
    assigned_at,
    {{ business_date_on_clock('assigned_at') }} as business_date,
    delivered_on
from latest
