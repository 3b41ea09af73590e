-- One row per experiment_id, unit and unit_key: the arm that another system put a unit in, as first
-- delivered: an assignment is never written over. A person's key is the keyed hash; a household's or a
-- community's is its name.

with timed as (
    {{ rows_on_clock('experiment_assignment', ['assigned_at']) }}
),

identified as (
    select
        *,
        coalesce(unit_id_hash, unit_id) as unit_key
    from timed
),

ordered as (
    select
        *,
        row_number() over (
            partition by experiment_id, unit, unit_key
            order by delivery_rank, assigned_at, file_row_number
        ) as delivery_order,
        min(arm) over of_unit <> max(arm) over of_unit as is_rewritten
    from identified
    window of_unit as (partition by experiment_id, unit, unit_key)
)

select
    experiment_id,
    unit,
    unit_key,
    arm,
    probability,
    assigned_at,
    {{ business_date_on_clock('assigned_at') }} as business_date,
    delivered_on,
    is_rewritten
from ordered
where delivery_order = 1
