-- grain: layer. The behaviour layers, the conversion layer and strategy of each, its goal, step and cap.
select
    layer,
    layer_rank,
    name_en,
    name_zh,
    conversion_layer,
    conversion_name_zh,
    strategy_code,
    goal,
    next_best_step,
    {{ touch_cap('layer') }} as touch_cap_per_week
from {{ ref('lifecycle_layer') }}
