-- grain: date, mall_id, layer, stage. Members at the end of each day, by home mall; days up to the as-of
-- day. Only combinations that have members on the day. Home malls split the members, so the sum over malls
-- is exact.
with status as (
    select * from {{ ref('int_member__status_interval') }}
),

summed as (
    {{ interval_sums('status', ['mall_id', 'layer', 'stage'], [
        {'name': 'members', 'value': '1'},
        {'name': 'high_value_members', 'value': 'case when is_high_value then 1 else 0 end'},
        {'name': 'active_30d_members', 'value': 'case when is_active_30d then 1 else 0 end'},
        {'name': 'silent_members', 'value': "case when silence <> 'none' then 1 else 0 end"},
        {'name': 'warning_members', 'value': "case when silence in ('warning', 'lost') then 1 else 0 end"},
        {'name': 'lost_members', 'value': "case when silence = 'lost' then 1 else 0 end"},
        {'name': 'active_high_value_members',
         'value': 'case when is_high_value and is_active_30d then 1 else 0 end'},
    ]) }}

    select * from swept
),

bounds as (
    select
        min(valid_from) as first_day,
        {{ as_of_date() }} as last_day
    from summed
),

calendar as (
    {{ day_series('bounds', 'first_day', 'last_day') }}
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
inner join {{ ref('lifecycle_layer') }} as layer_name on summed.layer = layer_name.layer
where summed.members > 0
