-- One row per metric_id, mall_id, dimension, dimension_value and delivery day: the state that day's
-- last file of master_target gives.
{{ daily_snapshot('master_target', ['metric_id', 'mall_id', 'dimension', 'dimension_value']) }}
