-- grain: experiment_id, arm. Arms of an experiment with what was asked of it: as master_experiment last told,
-- and for an experiment that nobody registered as its assignments show it, so that it is seen.
with registered as (
    select * from {{ ref('dim_experiment') }} where is_last_known
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
    from {{ ref('int_experiment__assignment') }}
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
            else {{ var('experiment_outcome_days') }}
        end as outcome_days,
        case
            when registered.pre_days > 0 then registered.pre_days else {{ var('experiment_pre_days') }}
        end as pre_days,
        registered.start_at,
        registered.end_at,
        {{ business_date('registered.start_at', "'" ~ var('default_timezone') ~ "'", 0) }} as start_on,
        {{ business_date('registered.end_at', "'" ~ var('default_timezone') ~ "'", 0) }} as end_on
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
    {{ var('experiment_alpha') }} as alpha,
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
        {{ var('experiment_look_days') }},
        ceil(
            (outcome_days + case
                when kind = 'universal_holdout'
                    then coalesce({{ days_between('start_on', 'end_on') }}, 365)
                else 0
            end) / {{ var('experiment_max_looks') }}
        )
    ) as integer) as look_days
from described
