-- grain: experiment_id, look_no. Days on which an experiment is looked at: every so many days from the first
-- assignment, and for good once every window is over, of a rolling one also its enrolment. All follows from
-- dates, so that a rerun and a later night have the same looks.
with experiment as (
    select distinct
        experiment_id,
        is_rolling,
        end_on,
        look_days
    from "intermediate"."int_experiment__design"
),

span as (
    select
        experiment.experiment_id,
        experiment.look_days,
        min(subject.assigned_on) as first_assigned_on,
        max(subject.window_end) as last_window_end,
        ((select as_of_date from "control"."run") + 1) as known_until,
        not experiment.is_rolling or experiment.end_on <= (select as_of_date from "control"."run") as is_enrolment_over
    from experiment
    inner join "intermediate"."int_experiment__subject" as subject
        on experiment.experiment_id = subject.experiment_id
    group by experiment.experiment_id, experiment.look_days, experiment.is_rolling, experiment.end_on
),

interim as (
    select
        experiment_id,
        first_assigned_on,
        unnest(
            range(1, date_diff('day', first_assigned_on, known_until) // look_days + 1)
        ) as look_no,
        look_days,
        last_window_end
    from span
),

looked as (
    select
        experiment_id,
        look_no,
        (first_assigned_on + cast(look_no * look_days as integer)) as counted_until,
        false as is_final_look,
        first_assigned_on
    from interim
    where (first_assigned_on + cast(look_no * look_days as integer)) < last_window_end
    union all
    -- The last look has the number after the last one before it.
    select
        experiment_id,
        cast(
            (date_diff('day', first_assigned_on, last_window_end) - 1) // look_days + 1 as bigint
        ) as look_no,
        last_window_end as counted_until,
        true as is_final_look,
        first_assigned_on
    from span
    where is_enrolment_over and last_window_end <= known_until
)

select * from looked
