-- grain: experiment_id, covariate, arm. How alike the arms were before: of experiments as chance drew them,
-- of programmes that held nobody out before and after weighting.
with arm as (
    select
        statistic.experiment_id,
        statistic.metric_id as covariate,
        statistic.arm,
        statistic.n as people,
        statistic.pre_mean as mean,
        statistic.pre_variance as variance,
        design.is_control
    from "intermediate"."int_experiment__statistic" as statistic
    inner join "intermediate"."int_experiment__design" as design
        on statistic.experiment_id = design.experiment_id and statistic.arm = design.arm
    where statistic.segment_id = 'all' and statistic.treatment = 'plain'
    -- At the last look everybody is in.
    qualify
        row_number() over (
            partition by statistic.experiment_id, statistic.metric_id, statistic.arm
            order by statistic.look_no desc
        ) = 1
),

drawn as (
    select
        arm.experiment_id,
        arm.covariate,
        arm.arm,
        'randomised' as evidence,
        arm.mean,
        arm.mean as mean_weighted,
        arm.mean - control.mean as gap,
        nullif(sqrt((arm.variance + control.variance) / 2), 0) as deviation,
        arm.is_control
    from arm
    inner join arm as control
        on arm.experiment_id = control.experiment_id and arm.covariate = control.covariate
    where control.is_control and arm.mean is not null and control.mean is not null
),

both_kinds as (
    -- Nobody is weighted who was drawn.
    select
        experiment_id,
        covariate,
        arm,
        evidence,
        mean,
        mean_weighted,
        case when not is_control then coalesce(gap / deviation, 0) end as smd_before,
        case when not is_control then coalesce(gap / deviation, 0) end as smd_after
    from drawn
    union all
    select
        experiment_id,
        covariate,
        arm,
        'matched' as evidence,
        mean,
        mean_weighted,
        smd_before,
        smd_after
    from "intermediate"."int_experiment__programme_balance"
)

select
    experiment_id,
    covariate,
    arm,
    evidence,
    mean,
    mean_weighted,
    smd_before,
    smd_after,
    abs(smd_after) <= 0.1 as is_balanced
from both_kinds
order by experiment_id, covariate, arm
