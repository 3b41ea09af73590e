-- grain: experiment_id, rule, unit_key. People by whom an experiment was broken, and the day of it: a holdout
-- member that got a send, an assignment after the first send, a send to somebody who is not in the ledger, a
-- person who came into two arms by a merge.
with subject as (
    select * from "intermediate"."int_experiment__subject"
),

send as (
    select * from "intermediate"."int_experiment__send"
),

first_send as (
    select
        experiment_id,
        person_id,
        min(business_date) as sent_on
    from send
    where is_after_assignment
    group by experiment_id, person_id
),

broken as (
    select
        subject.experiment_id,
        'holdout_in_send' as rule,
        subject.subject_id as unit_key,
        coalesce(first_send.sent_on, subject.assigned_on) as broken_on
    from subject
    left join first_send
        on subject.experiment_id = first_send.experiment_id and subject.subject_id = first_send.person_id
    where subject.is_contaminated
    union all
    select
        experiment_id,
        'assigned_late' as rule,
        subject_id as unit_key,
        assigned_on as broken_on
    from subject
    where is_late
    union all
    select
        experiment_id,
        'not_in_ledger' as rule,
        person_id as unit_key,
        min(business_date) as broken_on
    from send
    where is_unassigned and is_named
    group by experiment_id, person_id
    union all
    select
        experiment_id,
        'crossover' as rule,
        subject_id as unit_key,
        assigned_on as broken_on
    from subject
    where is_crossover
)

select * from broken
