-- grain: attempt_id. A person's attempt at a task or chain: from its first day to the end of the window, cut
-- where the person's next attempt at it begins. A chain begins anew on each day on which it is used; another
-- task with each acceptance, or with a use after none for as long as the window.
-- The master tells steps as a number or as words; words of a chain that only has a number are the usual ones.
with task as (
    select
        *,
        try_cast(steps as integer) as told_steps,
        regexp_replace(steps, '\s*[;,>→、|]\s*', ';', 'g') as told_words
    from "core"."dim_task"
    where is_last_known and kind is not null
),

planned as (
    select
        task_id,
        kind,
        reward_benefit_id,
        greatest(coalesce(window_days, 1), 1) as window_days,
        coalesce(told_steps, len(string_split(told_words, ';')), 1) as steps,
        case
            when kind = 'chain' and told_steps is null then coalesce(told_words, 'check_in;kids;dining;cinema')
            when kind = 'chain' then 'check_in;kids;dining;cinema'
        end as step_words
    from task
),

sized as (
    select
        *,
        cast(greatest(1, case
            when kind = 'chain'
                then least(steps, len(string_split(step_words, ';')), 6)
            else steps
        end) as integer) as step_count
    from planned
),

used as (
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
    where interaction.source_feed = 'app_event' and interaction.business_date <= (select as_of_date from "control"."run")
),

day as (
    select
        person_id,
        task_id,
        business_date as started_on,
        max(member_uid) as member_uid,
        min_by(mall_id, struct_pack(occurred_at := occurred_at, mall_id := mall_id)) as mall_id,
        min(occurred_at) as used_at,
        min(case when event = 'task_accept' then occurred_at end) as accepted_at,
        date_diff('day', lag(business_date) over (partition by person_id, task_id order by business_date), business_date) as days_since_use
    from used
    where person_id is not null and task_id is not null
    group by person_id, task_id, business_date
),

judged as (
    select
        day.*,
        sized.kind,
        sized.step_count,
        sized.step_words,
        sized.window_days,
        sized.reward_benefit_id,
        sized.kind = 'chain' or coalesce(day.days_since_use >= sized.window_days, true) as is_begun_by_use
    from day
    inner join sized on day.task_id = sized.task_id
),

begun as (
    select
        *,
        case when is_begun_by_use then used_at else accepted_at end as started_at
    from judged
    where is_begun_by_use or accepted_at is not null
)

select
    concat_ws('|', person_id, task_id, cast(started_on as varchar)) as attempt_id,
    person_id,
    member_uid,
    task_id,
    kind,
    mall_id,
    step_count,
    step_words,
    window_days,
    reward_benefit_id,
    started_on,
    started_at,
    (started_on + cast(window_days - 1 as integer)) as window_ends_on,
    lead(started_at) over (partition by person_id, task_id order by started_on) as next_started_at
from begun
