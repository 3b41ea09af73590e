-- grain: experiment_id, arm. Arms of an experiment with what was asked of it: as master_experiment last told,
-- and for an experiment that nobody registered as its assignments show it, so that it is seen.
with registered as (
    select * from "core"."dim_experiment" where is_last_known
),

declared as (
    select
        experiment_id,
        trim(split_part(told, '=', 1)) as arm,
        try_cast(trim(split_part(told, '=', 2)) as double) as share,
        arm_no
    from (
        select
            experiment_id,
            unnest(string_split(arms, ';')) as told,
            unnest(range(1, len(string_split(arms, ';')) + 1)) as arm_no
        from registered
    ) as split
    where trim(split_part(told, '=', 1)) <> ''
    qualify row_number() over (partition by experiment_id, arm order by arm_no) = 1
),

assigned as (
    select
        experiment_id,
        arm,
        min(probability) as probability,
        min(unit) as unit,
        bool_or(cluster_key is not null) as is_clustered
    from "intermediate"."int_experiment__assignment"
    group by experiment_id, arm
),

arm as (
    select
        coalesce(declared.experiment_id, assigned.experiment_id) as experiment_id,
        coalesce(declared.arm, assigned.arm) as arm,
        declared.arm_no,
        declared.share,
        assigned.probability,
        assigned.unit,
        assigned.is_clustered
    from declared
    full outer join assigned
        on declared.experiment_id = assigned.experiment_id and declared.arm = assigned.arm
),

ranked as (
    select
        *,
        row_number() over (partition by experiment_id order by arm_no asc nulls last, arm asc) as arm_place,
        row_number() over (
            partition by experiment_id order by arm = 'control' desc, arm_no asc nulls last, arm asc
        ) = 1 as is_control,
        share / nullif(sum(share) over (partition by experiment_id), 0) as declared_probability,
        max(unit) over (partition by experiment_id) as assigned_unit,
        coalesce(bool_or(is_clustered) over (partition by experiment_id), false) as has_cluster
    from arm
),

metric as (
    select
        experiment_id,
        string_agg(distinct trim(metric_id), ';' order by trim(metric_id)) as metrics
    from (
        select
            ranked.experiment_id,
            unnest(
                string_split(
                    concat_ws(
                        ';',
                        coalesce(registered.metrics, 'visit;purchase;net_fen'),
                        registered.primary_metric,
                        'profit_fen'
                    ),
                    ';'
                )
            ) as metric_id
        from ranked
        left join registered on ranked.experiment_id = registered.experiment_id
    ) as named
    where trim(metric_id) <> ''
    group by experiment_id
),

described as (
    select
        ranked.*,
        metric.metrics,
        registered.experiment_id is not null as is_registered,
        coalesce(registered.is_assigned_externally, false) as is_assigned_externally,
        registered.campaign_id,
        coalesce(registered.kind, 'unregistered') as kind,
        coalesce(registered.unit, ranked.assigned_unit) as design_unit,
        coalesce(registered.primary_metric, 'visit') as primary_metric,
        case
            when registered.outcome_days > 0 then registered.outcome_days
            else 28
        end as outcome_days,
        case
            when registered.pre_days > 0 then registered.pre_days else 28
        end as pre_days,
        registered.start_at,
        registered.end_at,
        cast(timezone('Asia/Shanghai', timezone('UTC', registered.start_at)) - 0 * interval '1' hour as date) as start_on,
        cast(timezone('Asia/Shanghai', timezone('UTC', registered.end_at)) - 0 * interval '1' hour as date) as end_on
    from ranked
    inner join metric on ranked.experiment_id = metric.experiment_id
    left join registered on ranked.experiment_id = registered.experiment_id
)

select
    experiment_id,
    arm,
    arm_place,
    is_control,
    coalesce(declared_probability, probability) as probability,
    0.05 as alpha,
    kind,
    design_unit as unit,
    has_cluster or design_unit in ('household', 'community') as is_clustered,
    kind = 'universal_holdout' as is_rolling,
    is_registered,
    is_assigned_externally,
    campaign_id,
    primary_metric,
    metrics,
    cast(outcome_days as integer) as outcome_days,
    cast(pre_days as integer) as pre_days,
    start_at,
    end_at,
    start_on,
    end_on,
    -- So many days between two looks that there are no more than the limit.
    cast(greatest(
        7,
        ceil(
            (outcome_days + case
                when kind = 'universal_holdout'
                    then coalesce(date_diff('day', start_on, end_on), 365)
                else 0
            end) / 28
        )
    ) as integer) as look_days
from described
