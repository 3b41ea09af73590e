-- grain: experiment_id, member_uid. Members assigned to an arm of a wake-up experiment or of the universal
-- holdout, here or elsewhere, and the days on which that held. Of several assignments of a member the first
-- one counts.
with experiment as (
    select * from "core"."dim_experiment"
    where is_last_known and kind in ('wake_up', 'universal_holdout')
),

assignment as (
    select
        assigned.experiment_id,
        assigned.member_uid,
        assigned.arm,
        assigned.assigned_on as valid_from,
        coalesce(
            cast(timezone('Asia/Shanghai', timezone('UTC', experiment.end_at)) - 0 * interval '1' hour as date),
            ((select as_of_date from "control"."run") + 1)
        ) as valid_to,
        row_number() over (
            partition by assigned.experiment_id, assigned.member_uid
            order by assigned.assigned_at, assigned.unit_key
        ) as assignment_no
    from "intermediate"."int_experiment__assignment" as assigned
    inner join experiment on assigned.experiment_id = experiment.experiment_id
    where assigned.member_uid is not null
)

select
    experiment_id,
    member_uid,
    arm,
    valid_from,
    valid_to
from assignment
where assignment_no = 1
