-- grain: chat_id, business_date. Members of a group at the end of each day, who came and went, and how many
-- messages the group was sent. Days up to the as-of day on which somebody is in it, or goes.
with stay as (
    select
        *,
        joined_on as valid_from,
        coalesce(left_on, ((select as_of_date from "control"."run") + 1)) as valid_to
    from "intermediate"."int_group__stay"
),

standing as (
    with delta as (
    
    select
        chat_id,
        valid_from as changes_on,
        (1) as members
    from stay
    union all
    select
        chat_id,
        valid_to as changes_on,
        -(1) as members
    from stay
),

changed as (
    select
        chat_id,
        changes_on,
        sum(members) as members
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by chat_id, changes_on
),

swept as (
    select
        chat_id,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(members) over so_far as bigint) as members
    from changed
    window
        later as (partition by chat_id order by changes_on),
        so_far as (
            partition by chat_id order by changes_on
            rows between unbounded preceding and current row
        )
)

    select * from swept
),

bounds as (
    select
        min(valid_from) as first_day,
        (select as_of_date from "control"."run") as last_day
    from standing
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
),

moved as (
    select
        chat_id,
        joined_on as business_date,
        1 as joined,
        0 as quits
    from stay
    union all
    select
        chat_id,
        left_on as business_date,
        0 as joined,
        case when is_quit then 1 else 0 end as quits
    from stay
    where left_on is not null
),

moves as (
    select
        chat_id,
        business_date,
        sum(joined) as joined,
        sum(quits) as quits
    from moved
    group by chat_id, business_date
),

posted as (
    select
        chat_id,
        business_date,
        count(*) as message_count
    from "core"."fct_outreach"
    where chat_id is not null and is_reached
    group by chat_id, business_date
),

chat as (
    select * from "intermediate"."int_wecom__chat"
)

select
    standing.chat_id,
    calendar.date_day as business_date,
    chat.mall_id,
    chat.group_type,
    chat.owner_userid,
    standing.members,
    coalesce(moves.joined, 0) as joined,
    coalesce(moves.quits, 0) as quits,
    coalesce(posted.message_count, 0) as message_count,
    coalesce(posted.message_count, 0) > 3 as is_over_warn,
    coalesce(posted.message_count, 0) > 5 as is_over_limit
from standing
inner join calendar
    on standing.valid_from <= calendar.date_day and standing.valid_to > calendar.date_day
left join moves on standing.chat_id = moves.chat_id and calendar.date_day = moves.business_date
left join posted on standing.chat_id = posted.chat_id and calendar.date_day = posted.business_date
left join chat on standing.chat_id = chat.chat_id
where standing.members > 0 or moves.chat_id is not null
