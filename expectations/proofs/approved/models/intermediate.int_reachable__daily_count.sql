-- grain: date, mall_id. Members who could be reached at the end of each day, by home mall.
with member as (
    select
        spell.member_uid,
        coalesce(anchor.home_mall_id, 'unknown') as mall_id,
        greatest(spell.valid_from, anchor.joined_on) as valid_from,
        spell.valid_to
    from "intermediate"."int_member__reachable_interval" as spell
    inner join "lifecycle"."int_member__anchor" as anchor on spell.member_uid = anchor.member_uid
    where anchor.joined_on < spell.valid_to
),

summed as (
    with delta as (
    
    select
        mall_id,
        valid_from as changes_on,
        (1) as members
    from member
    union all
    select
        mall_id,
        valid_to as changes_on,
        -(1) as members
    from member
),

changed as (
    select
        mall_id,
        changes_on,
        sum(members) as members
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by mall_id, changes_on
),

swept as (
    select
        mall_id,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(members) over so_far as bigint) as members
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
    summed.members
from summed
inner join calendar on summed.valid_from <= calendar.date_day and summed.valid_to > calendar.date_day
