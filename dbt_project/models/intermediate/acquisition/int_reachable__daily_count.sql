-- grain: date, mall_id. Members who could be reached at the end of each day, by home mall.
with member as (
    select
        spell.member_uid,
        coalesce(anchor.home_mall_id, 'unknown') as mall_id,
        greatest(spell.valid_from, anchor.joined_on) as valid_from,
        spell.valid_to
    from {{ ref('int_member__reachable_interval') }} as spell
    inner join {{ ref('int_member__anchor') }} as anchor on spell.member_uid = anchor.member_uid
    where anchor.joined_on < spell.valid_to
),

summed as (
    {{ interval_sums('member', ['mall_id'], [{'name': 'members', 'value': '1'}]) }}

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
    summed.members
from summed
inner join calendar on summed.valid_from <= calendar.date_day and summed.valid_to > calendar.date_day
