-- grain: month_start, mall_id, ring_from, ring_to. Members by the ring of the month before and that of this
-- one.
with ring_move as (
    select * from "kpi"."kpi_value"
    where period_kind = 'month' and dimension = 'ring_from'
),

ring as (
    select
        ring as ring_to,
        ring_rank as ring_to_rank,
        concat('ring_to_', ring, '_rate') as metric_id
    from "lifecycle"."lifecycle_ring"
)

select
    ring_move.period_start as month_start,
    ring_move.mall_id,
    ring_move.dimension_value as ring_from,
    ring.ring_to,
    ring.ring_to_rank,
    ring_move.numerator,
    ring_move.denominator,
    ring_move.value,
    ring_move.is_mature,
    ring_move.null_reason,
    ring_move.as_of_date
from ring_move
inner join ring on ring_move.metric_id = ring.metric_id
order by ring_move.period_start, ring_move.mall_id, ring_move.dimension_value, ring.ring_to
