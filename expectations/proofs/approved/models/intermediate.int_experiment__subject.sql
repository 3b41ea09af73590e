-- grain: experiment_id, subject_id. One measured person of an experiment: the arm of the earliest assignment,
-- the windows, and what the sends say about it: reached, contaminated, assigned too late.
with allocation as (
    select * from "intermediate"."int_experiment__allocation"
),

send as (
    select * from "intermediate"."int_experiment__send"
),

-- The sends that name an experiment tell when it began; where none does, those of its campaign.
begun as (
    select
        experiment_id,
        coalesce(min(case when is_named then reached_at end), min(reached_at)) as first_sent_at
    from send
    group by experiment_id
),

-- People whom no outreach is to reach, while their holdout lasts.
holdout as (
    select
        experiment_id,
        subject_id,
        assigned_at,
        coalesce(end_at, timestamp '9999-12-31') as held_until
    from allocation
    where kind = 'universal_holdout' and is_control and not is_crossover
),

held as (
    select distinct subject_id from holdout
),

to_holdout as (
    select distinct
        send.experiment_id,
        send.person_id as subject_id
    from send
    inner join holdout
        on
            send.person_id = holdout.subject_id
            and send.reached_at >= holdout.assigned_at
            and send.reached_at < holdout.held_until
    where send.is_personal
),

touched as (
    select
        send.experiment_id,
        send.person_id as subject_id,
        min(send.reached_at) as first_sent_at,
        bool_or(send.is_in_window) as is_reached,
        -- A control may get a message that was meant for it: its own arm's, or one without an arm where
        -- contents are compared.
        bool_or(
            send.is_in_window and send.is_after_assignment
            and allocation.is_control and allocation.kind <> 'universal_holdout'
            and coalesce(send.send_arm <> allocation.arm, allocation.kind <> 'content_ab')
        ) as is_sent_other_arm
    from send
    inner join allocation
        on send.experiment_id = allocation.experiment_id and send.person_id = allocation.subject_id
    group by send.experiment_id, send.person_id
)

select
    allocation.experiment_id,
    allocation.subject_id,
    allocation.member_uid,
    allocation.kind,
    allocation.unit,
    allocation.arm,
    allocation.cluster_id,
    allocation.probability,
    allocation.assigned_at,
    allocation.assigned_on,
    allocation.pre_from,
    allocation.window_end,
    allocation.mall_id,
    allocation.layer,
    touched.first_sent_at,
    case when begun.experiment_id is not null then coalesce(touched.is_reached, false) end as is_reached,
    held.subject_id is not null as is_holdout,
    not allocation.is_crossover and (
        to_holdout.subject_id is not null or coalesce(touched.is_sent_other_arm, false)
    ) as is_contaminated,
    allocation.kind <> 'universal_holdout'
    and coalesce(allocation.assigned_at > begun.first_sent_at, false) as is_late,
    allocation.is_crossover,
    allocation.is_rewritten,
    allocation.units
from allocation
left join begun on allocation.experiment_id = begun.experiment_id
left join touched
    on allocation.experiment_id = touched.experiment_id and allocation.subject_id = touched.subject_id
left join held on allocation.subject_id = held.subject_id
left join to_holdout
    on
        allocation.experiment_id = to_holdout.experiment_id
        and allocation.subject_id = to_holdout.subject_id
