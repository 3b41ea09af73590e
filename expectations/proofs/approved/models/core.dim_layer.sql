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
    case layer
        when 'visitor_not_joined' then 2
        when 'joined_inactive' then 4
        when 'active_no_repurchase' then 3
        when 'repeat_low_frequency' then 2
        when 'high_frequency_high_ticket' then 3
        when 'silent' then 1
    end as touch_cap_per_week
from "lifecycle"."lifecycle_layer"
