-- grain: member_uid, valid_from. Layer, silence, stage, value and activity of a member side by side, on one
-- set of intervals. Each attribute enters the sweep as its code; its intervals do not overlap, so the sum
-- of codes is the code in force.
with fact as (
    select
        member_uid,
        valid_from,
        valid_to,
        layer_rank,
        case silence when 'none' then 0 when 'silent' then 1 when 'warning' then 2 else 3 end as silence_rank,
        0 as stage_rank,
        0 as high_value,
        0 as active
    from {{ ref('int_member__layer_interval') }}
    union all
    select
        member_uid,
        valid_from,
        valid_to,
        0 as layer_rank,
        0 as silence_rank,
        stage_rank,
        0 as high_value,
        0 as active
    from {{ ref('int_member__stage_interval') }}
    union all
    select
        member_uid,
        valid_from,
        valid_to,
        0 as layer_rank,
        0 as silence_rank,
        0 as stage_rank,
        1 as high_value,
        0 as active
    from {{ ref('int_member__high_value_interval') }}
    where is_high_value
    union all
    select
        member_uid,
        valid_from,
        valid_to,
        0 as layer_rank,
        0 as silence_rank,
        0 as stage_rank,
        0 as high_value,
        1 as active
    from {{ ref('int_member__state') }}
    where visits_30d > 0
),

summed as (
    {{ interval_sums('fact', ['member_uid'], [
        {'name': 'layer_rank', 'value': 'layer_rank'},
        {'name': 'silence_rank', 'value': 'silence_rank'},
        {'name': 'stage_rank', 'value': 'stage_rank'},
        {'name': 'high_value', 'value': 'high_value'},
        {'name': 'active', 'value': 'active'},
    ]) }}

    select * from swept
),

merged as (
    {{ merged_intervals('summed', ['layer_rank', 'silence_rank', 'stage_rank', 'high_value', 'active']) }}
)

select
    merged.member_uid,
    -- Known by an identifier alone, seen in no mall yet.
    coalesce(anchor.home_mall_id, 'unknown') as mall_id,
    merged.valid_from,
    merged.valid_to,
    layer_name.layer,
    layer_name.conversion_layer,
    case merged.silence_rank
        when 0 then 'none'
        when 1 then 'silent'
        when 2 then 'warning'
        else 'lost'
    end as silence,
    coalesce(stage_name.stage, 'none') as stage,
    merged.high_value > 0 as is_high_value,
    merged.active > 0 as is_active_30d
from merged
inner join {{ ref('int_member__anchor') }} as anchor on merged.member_uid = anchor.member_uid
inner join {{ ref('lifecycle_layer') }} as layer_name on merged.layer_rank = layer_name.layer_rank
left join {{ ref('lifecycle_stage') }} as stage_name on merged.stage_rank = stage_name.stage_rank
