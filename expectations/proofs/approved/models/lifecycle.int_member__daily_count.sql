-- grain: date, mall_id, layer, stage. Members at the end of each day, by home mall; days up to the as-of
-- day. Only combinations that have members on the day. Home malls split the members, so the sum over malls
-- is exact.
with status as (
    select * from "lifecycle"."int_member__status_interval"
),

summed as (
    with delta as (
    
    select
        mall_id,
        layer,
        stage,
        valid_from as changes_on,
        (1) as members,
        (case when is_high_value then 1 else 0 end) as high_value_members,
        (case when is_active_30d then 1 else 0 end) as active_30d_members,
        (case when silence <> 'none' then 1 else 0 end) as silent_members,
        (case when silence in ('warning', 'lost') then 1 else 0 end) as warning_members,
        (case when silence = 'lost' then 1 else 0 end) as lost_members,
        (case when is_high_value and is_active_30d then 1 else 0 end) as active_high_value_members
    from status
    union all
    select
        mall_id,
        layer,
        stage,
        valid_to as changes_on,
        -(1) as members,
        -(case when is_high_value then 1 else 0 end) as high_value_members,
        -(case when is_active_30d then 1 else 0 end) as active_30d_members,
        -(case when silence <> 'none' then 1 else 0 end) as silent_members,
        -(case when silence in ('warning', 'lost') then 1 else 0 end) as warning_members,
        -(case when silence = 'lost' then 1 else 0 end) as lost_members,
        -(case when is_high_value and is_active_30d then 1 else 0 end) as active_high_value_members
    from status
),

changed as (
    select
        mall_id,
        layer,
        stage,
        changes_on,
        sum(members) as members,
        sum(high_value_members) as high_value_members,
        sum(active_30d_members) as active_30d_members,
        sum(silent_members) as silent_members,
        sum(warning_members) as warning_members,
        sum(lost_members) as lost_members,
        sum(active_high_value_members) as active_high_value_members
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by mall_id, layer, stage, changes_on
),

swept as (
    select
        mall_id,
        layer,
        stage,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(members) over so_far as bigint) as members,
        cast(sum(high_value_members) over so_far as bigint) as high_value_members,
        cast(sum(active_30d_members) over so_far as bigint) as active_30d_members,
        cast(sum(silent_members) over so_far as bigint) as silent_members,
        cast(sum(warning_members) over so_far as bigint) as warning_members,
        cast(sum(lost_members) over so_far as bigint) as lost_members,
        cast(sum(active_high_value_members) over so_far as bigint) as active_high_value_members
    from changed
    window
        later as (partition by mall_id, layer, stage order by changes_on),
        so_far as (
            partition by mall_id, layer, stage order by changes_on
            rows between unbounded preceding and current row
        )
)

    select * from swept
),

bounds as (
    select
        min(valid_from) as first_day,
        (select as_of_date from "control"."run") as last_day
    from summed
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
)

select
    calendar.date_day as date,
    summed.mall_id,
    summed.layer,
    summed.stage,
    summed.members,
    summed.high_value_members,
    summed.active_30d_members,
    summed.active_high_value_members,
    summed.silent_members,
    summed.warning_members,
    summed.lost_members,
    layer_name.conversion_layer
from summed
inner join calendar
    on summed.valid_from <= calendar.date_day and summed.valid_to > calendar.date_day
inner join "lifecycle"."lifecycle_layer" as layer_name on summed.layer = layer_name.layer
where summed.members > 0
