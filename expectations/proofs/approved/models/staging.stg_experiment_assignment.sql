-- One row per experiment_id, unit and unit_key: the arm that another system put a unit in, as first
-- delivered: an assignment is never written over. A person's key is the keyed hash; a household's or a
-- community's is its name.

with timed as (
    select
        delivered.*,
        0 as business_day_cut_hour,
        'Asia/Shanghai' as mall_timezone,
        coalesce(
        delivered.assigned_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.assigned_at_local))
    ) as assigned_at
    from (
        select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."experiment_assignment" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'experiment_assignment'
            and delivery.file_id = feed_row._file_id
    ) as delivered
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
    cast(timezone(mall_timezone, timezone('UTC', assigned_at)) - business_day_cut_hour * interval '1' hour as date) as business_date,
    delivered_on,
    is_rewritten
from ordered
where delivery_order = 1
