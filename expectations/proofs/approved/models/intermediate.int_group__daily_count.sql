-- grain: date, mall_id. People in a group at the end of each day, and who of them interacted in the seven
-- days to it. A person in several groups is one, and counts at the home mall: sums over malls are exact.
with stay as (
    select * from "intermediate"."int_group__stay"
),

person as (
    select
        stay.person_id,
        coalesce(any_value(anchor.home_mall_id), min_by(stay.mall_id, struct_pack(
            joined_at := stay.joined_at, chat_id := stay.chat_id
        ))) as mall_id
    from stay
    left join "lifecycle"."int_member__anchor" as anchor on stay.member_uid = anchor.member_uid
    group by stay.person_id
),

held as (
    select
        person_id,
        joined_on as valid_from,
        coalesce(left_on, ((select as_of_date from "control"."run") + 1)) as valid_to,
        1 as groups,
        0 as active
    from stay
    union all
    select
        person.person_id,
        interaction.business_date as valid_from,
        (interaction.business_date + 7) as valid_to,
        0 as groups,
        1 as active
    from "core"."fct_interaction" as interaction
    inner join person on coalesce(interaction.member_uid, interaction.identifier_hash) = person.person_id
),

state as (
    with delta as (
    
    select
        person_id,
        valid_from as changes_on,
        (groups) as groups,
        (active) as active
    from held
    union all
    select
        person_id,
        valid_to as changes_on,
        -(groups) as groups,
        -(active) as active
    from held
),

changed as (
    select
        person_id,
        changes_on,
        sum(groups) as groups,
        sum(active) as active
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by person_id, changes_on
),

swept as (
    select
        person_id,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(groups) over so_far as bigint) as groups,
        cast(sum(active) over so_far as bigint) as active
    from changed
    window
        later as (partition by person_id order by changes_on),
        so_far as (
            partition by person_id order by changes_on
            rows between unbounded preceding and current row
        )
)

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
    with delta as (
    
    select
        mall_id,
        valid_from as changes_on,
        (1) as members,
        (is_active) as active_7d_members
    from placed
    union all
    select
        mall_id,
        valid_to as changes_on,
        -(1) as members,
        -(is_active) as active_7d_members
    from placed
),

changed as (
    select
        mall_id,
        changes_on,
        sum(members) as members,
        sum(active_7d_members) as active_7d_members
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by mall_id, changes_on
),

swept as (
    select
        mall_id,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(members) over so_far as bigint) as members,
        cast(sum(active_7d_members) over so_far as bigint) as active_7d_members
    from changed
    window
        later as (partition by mall_id order by changes_on),
        so_far as (
            partition by mall_id order by changes_on
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
    summed.members,
    summed.active_7d_members
from summed
inner join calendar
    on summed.valid_from <= calendar.date_day and summed.valid_to > calendar.date_day
where summed.members > 0
