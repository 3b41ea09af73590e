-- grain: month_start, mall_id, layer_from, layer_to. Members by the layer of the month before and that of
-- this one.
with layer_move as (
    select * from "kpi"."kpi_value"
    where period_kind = 'month' and dimension = 'layer_from'
),

layer as (
    select
        layer as layer_to,
        layer_rank as layer_to_rank,
        concat('layer_to_', layer, '_rate') as metric_id
    from "lifecycle"."lifecycle_layer"
)

select
    layer_move.period_start as month_start,
    layer_move.mall_id,
    layer_move.dimension_value as layer_from,
    layer.layer_to,
    layer.layer_to_rank,
    layer_move.numerator,
    layer_move.denominator,
    layer_move.value,
    layer_move.is_mature,
    layer_move.null_reason,
    layer_move.as_of_date
from layer_move
inner join layer on layer_move.metric_id = layer.metric_id
order by layer_move.period_start, layer_move.mall_id, layer_move.dimension_value, layer.layer_to
