-- grain: person_id, task_id, business_date. A day on which a person took part in a light task, and what
-- followed: completion in the task's own window, purchase and redemption on the clock, visit in days.
with task as (
    select * from "core"."dim_task" where is_last_known
),

done as (
    select
        coalesce(interaction.member_uid, interaction.identifier_hash) as person_id,
        interaction.member_uid,
        event.task_id,
        event.event,
        interaction.mall_id,
        interaction.occurred_at,
        interaction.business_date
    from "core"."fct_interaction" as interaction
    inner join "staging"."stg_app_event" as event on interaction.source_key = event.event_id
    where interaction.source_feed = 'app_event' and event.task_id is not null
),

day as (
    select
        person_id,
        task_id,
        business_date,
        max(member_uid) as member_uid,
        min_by(mall_id, struct_pack(occurred_at := occurred_at, mall_id := mall_id)) as mall_id,
        min(occurred_at) as begun_at,
        bool_or(event = 'task_accept') as is_accepted
    from done
    where person_id is not null
    group by person_id, task_id, business_date
),

windowed as (
    select
        day.*,
        task.kind,
        (day.business_date + cast(greatest(task.window_days, 1) - 1 as integer))
            as window_ends_on,
        least(
            day.begun_at + interval '1' hour * 72,
            lead(day.begun_at) over (partition by day.person_id, day.task_id order by day.business_date)
        ) as counts_until
    from day
    left join task on day.task_id = task.task_id
),

completed as (
    select distinct
        windowed.person_id,
        windowed.task_id,
        windowed.business_date
    from windowed
    inner join done
        on
            windowed.person_id = done.person_id
            and windowed.task_id = done.task_id
            and done.event = 'task_done'
            and windowed.begun_at <= done.occurred_at
            and windowed.window_ends_on >= done.business_date
    where windowed.is_accepted
),

bought as (
    select distinct
        windowed.person_id,
        windowed.task_id,
        windowed.business_date
    from windowed
    inner join "core"."fct_purchase" as purchase
        on
            windowed.member_uid = purchase.member_uid
            and windowed.begun_at <= purchase.sold_at
            and windowed.begun_at + interval '1' hour * 72 > purchase.sold_at
    where purchase.is_purchase
),

visited as (
    select distinct
        windowed.person_id,
        windowed.task_id,
        windowed.business_date
    from windowed
    inner join "core"."fct_visit_day" as visit
        on
            windowed.member_uid = visit.member_uid
            and windowed.business_date <= visit.business_date
            and (windowed.business_date + 7) > visit.business_date
),

-- A redemption between two days of one task belongs to the first of them.
redeemed as (
    select
        windowed.person_id,
        windowed.task_id,
        windowed.business_date,
        sum(coalesce(benefit.attributed_fen, 0)) as redeemed_fen
    from windowed
    inner join "core"."fct_benefit" as benefit
        on
            windowed.member_uid = benefit.member_uid
            and windowed.begun_at <= benefit.state_at
            and windowed.counts_until > benefit.state_at
    where benefit.state = 'redeemed'
    group by windowed.person_id, windowed.task_id, windowed.business_date
)

select
    windowed.person_id,
    windowed.task_id,
    windowed.business_date,
    windowed.member_uid,
    windowed.mall_id,
    windowed.kind,
    windowed.is_accepted,
    case when windowed.is_accepted then windowed.window_ends_on end as matures_on,
    completed.person_id is not null as is_completed_in_window,
    bought.person_id is not null as is_converted,
    visited.person_id is not null as has_visit,
    coalesce(redeemed.redeemed_fen, 0) as redeemed_fen
from windowed
left join completed
    on
        windowed.person_id = completed.person_id
        and windowed.task_id = completed.task_id
        and windowed.business_date = completed.business_date
left join bought
    on
        windowed.person_id = bought.person_id
        and windowed.task_id = bought.task_id
        and windowed.business_date = bought.business_date
left join visited
    on
        windowed.person_id = visited.person_id
        and windowed.task_id = visited.task_id
        and windowed.business_date = visited.business_date
left join redeemed
    on
        windowed.person_id = redeemed.person_id
        and windowed.task_id = redeemed.task_id
        and windowed.business_date = redeemed.business_date
