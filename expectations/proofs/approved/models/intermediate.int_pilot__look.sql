-- grain: experiment_id. The last look at a pilot in communities: which whole weeks lie before the
-- assignment, as far as the data go back, and which after it. Looks before the last one are not estimated
-- again.
with design as (
    select
        experiment_id,
        max(cast(alpha as double)) as alpha,
        max(pre_days) as pre_days,
        max(outcome_days) as outcome_days,
        max(primary_metric) as primary_metric
    from "intermediate"."int_experiment__design"
    where unit = 'community' and kind = 'pilot'
    group by experiment_id
),

last_look as (
    select
        experiment_id,
        look_no,
        counted_until,
        is_final_look,
        first_assigned_on
    from "intermediate"."int_experiment__look"
    qualify row_number() over (partition by experiment_id order by look_no desc) = 1
),

history as (
    select min(business_date) as history_from from "lifecycle"."int_member__event_day"
    where visit_days > 0 or purchase_days > 0
),

community as (
    select
        subject.experiment_id,
        count(distinct case when not design.is_control then subject.cluster_id end) as treated,
        count(distinct case when design.is_control then subject.cluster_id end) as donors,
        count(case when not design.is_control then 1 end) as n_treat,
        count(case when design.is_control then 1 end) as n_control,
        max(case when not design.is_control then subject.arm end) as arm
    from "intermediate"."int_experiment__subject" as subject
    inner join "intermediate"."int_experiment__design" as design
        on subject.experiment_id = design.experiment_id and subject.arm = design.arm
    where subject.cluster_id is not null
    group by subject.experiment_id
),

counted as (
    select
        design.*,
        last_look.look_no,
        coalesce(last_look.is_final_look, false) as is_final_look,
        last_look.first_assigned_on,
        community.arm,
        coalesce(community.treated, 0) as treated,
        coalesce(community.donors, 0) as donors,
        community.n_treat,
        community.n_control,
        least(design.pre_days, date_diff('day', history.history_from, last_look.first_assigned_on)) // 7
            as weeks_before,
        least(
            design.outcome_days, date_diff('day', last_look.first_assigned_on, last_look.counted_until)
        ) // 7 as weeks_after
    from design
    inner join last_look on design.experiment_id = last_look.experiment_id
    left join community on design.experiment_id = community.experiment_id
    cross join history
)

select
    *,
    case
        when treated = 0 then 'arm_empty'
        when donors < 2 then 'control_arm_empty'
        when coalesce(weeks_before < 2, true) then 'history_below:14'
        when coalesce(weeks_after < 1, true) then 'immature'
    end as null_reason
from counted
