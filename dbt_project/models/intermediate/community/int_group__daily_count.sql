-- grain: date, mall_id. People in a group at the end of each day, and who of them interacted in the seven
-- days to it. A person in several groups is one, and counts at the home mall: sums over malls are exact.
with stay as (
    select * from {{ ref('int_group__stay') }}
),

person as (
    select
        stay.person_id,
        coalesce(any_value(anchor.home_mall_id), min_by(stay.mall_id, struct_pack(
            joined_at := stay.joined_at, chat_id := stay.chat_id
        ))) as mall_id
    from stay
    left join {{ ref('int_member__anchor') }} as anchor on stay.member_uid = anchor.member_uid
    group by stay.person_id
),

held as (
    select
        person_id,
        joined_on as valid_from,
        coalesce(left_on, {{ add_days(as_of_date(), 1) }}) as valid_to,
        1 as groups,
        0 as active
    from stay
    union all
    select
        person.person_id,
        interaction.business_date as valid_from,
        {{ add_days('interaction.business_date', 7) }} as valid_to,
        0 as groups,
        1 as active
    from {{ ref('fct_interaction') }} as interaction
    inner join person on coalesce(interaction.member_uid, interaction.identifier_hash) = person.person_id
),

state as (
    {{ interval_sums('held', ['person_id'], [
        {'name': 'groups', 'value': 'groups'}, {'name': 'active', 'value': 'active'},
    ]) }}

    select * from swept
),

placed as (
    select
        person.mall_id,
        state.valid_from,
        state.valid_to,
        case when state.active > 0 then 1 else 0 end as is_active
    from state
    inner join person on state.person_id = person.person_id
    where state.groups > 0
),

summed as (
    {{ interval_sums('placed', ['mall_id'], [
        {'name': 'members', 'value': '1'}, {'name': 'active_7d_members', 'value': 'is_active'},
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
    summed.members,
    summed.active_7d_members
from summed
inner join calendar
    on summed.valid_from <= calendar.date_day and summed.valid_to > calendar.date_day
where summed.members > 0
