-- One row per metric_id, mall_id, dimension, dimension_value and valid_from: targets and bounds as
-- master_target gave them, [valid_from, valid_to).
{{ master_history('master_target', ['metric_id', 'mall_id', 'dimension', 'dimension_value']) }}
