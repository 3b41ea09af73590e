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
    from "lifecycle"."int_member__layer_interval"
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
    from "lifecycle"."int_member__stage_interval"
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
    from "lifecycle"."int_member__high_value_interval"
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
    from "lifecycle"."int_member__state"
    where visits_30d > 0
),

summed as (
    with delta as (
    
    select
        member_uid,
        valid_from as changes_on,
        (layer_rank) as layer_rank,
        (silence_rank) as silence_rank,
        (stage_rank) as stage_rank,
        (high_value) as high_value,
        (active) as active
    from fact
    union all
    select
        member_uid,
        valid_to as changes_on,
        -(layer_rank) as layer_rank,
        -(silence_rank) as silence_rank,
        -(stage_rank) as stage_rank,
        -(high_value) as high_value,
        -(active) as active
    from fact
),

changed as (
    select
        member_uid,
        changes_on,
        sum(layer_rank) as layer_rank,
        sum(silence_rank) as silence_rank,
        sum(stage_rank) as stage_rank,
        sum(high_value) as high_value,
        sum(active) as active
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by member_uid, changes_on
),

swept as (
    select
        member_uid,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(layer_rank) over so_far as bigint) as layer_rank,
        cast(sum(silence_rank) over so_far as bigint) as silence_rank,
        cast(sum(stage_rank) over so_far as bigint) as stage_rank,
        cast(sum(high_value) over so_far as bigint) as high_value,
        cast(sum(active) over so_far as bigint) as active
    from changed
    window
        later as (partition by member_uid order by changes_on),
        so_far as (
            partition by member_uid order by changes_on
            rows between unbounded preceding and current row
        )
)

    select * from swept
),

merged as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        layer_rank,
        silence_rank,
        stage_rank,
        high_value,
        active
    from (
        select
            *,
            sum(is_start) over (
                partition by member_uid order by valid_from rows between unbounded preceding and current row
            ) as island
        from (
            select
                *,
                case
                    when
                        lag(valid_to) over (partition by member_uid order by valid_from) = valid_from
                        and lag(layer_rank) over (partition by member_uid order by valid_from) = layer_rank
                        and lag(silence_rank) over (partition by member_uid order by valid_from) = silence_rank
                        and lag(stage_rank) over (partition by member_uid order by valid_from) = stage_rank
                        and lag(high_value) over (partition by member_uid order by valid_from) = high_value
                        and lag(active) over (partition by member_uid order by valid_from) = active
                        then 0
                    else 1
                end as is_start
            from summed
        ) as marked
    ) as numbered
    group by member_uid, island, layer_rank, silence_rank, stage_rank, high_value, active
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
inner join "lifecycle"."int_member__anchor" as anchor on merged.member_uid = anchor.member_uid
inner join "lifecycle"."lifecycle_layer" as layer_name on merged.layer_rank = layer_name.layer_rank
left join "lifecycle"."lifecycle_stage" as stage_name on merged.stage_rank = stage_name.stage_rank
