-- grain: experiment_id, metric_id, arm. What an arm's comparison with control could be planned from, the days
-- before, beside what it came to at the newest look. A share of people before is brought to the length of
-- the outcome as if people came at a steady rate; sums and their variance grow with the days.
with design as (
    select * from "intermediate"."int_experiment__design"
),

look as (
    select * from "intermediate"."int_experiment__look"
    qualify row_number() over (partition by experiment_id order by look_no desc) = 1
),

figure as (
    select
        statistic.*,
        look.is_final_look
    from "intermediate"."int_experiment__statistic" as statistic
    inner join look
        on statistic.experiment_id = look.experiment_id and statistic.look_no = look.look_no
    where statistic.segment_id = 'all' and statistic.treatment = 'plain'
),

estimate as (
    select
        experiment_id,
        look_no,
        metric_id,
        arm,
        max(case when method = 'plain' then se end) as se_plain,
        max(case when method = 'cluster' then se end) as se_cluster
    from "intermediate"."int_experiment__estimate"
    where segment_id = 'all' and method in ('plain', 'cluster')
    group by experiment_id, look_no, metric_id, arm
),

pair as (
    select
        treat.experiment_id,
        treat.metric_id,
        treat.arm,
        treat.look_no,
        treat.is_final_look,
        treat.metric_id = design.primary_metric as is_primary,
        design.is_clustered,
        cast(design.alpha as double) as alpha,
        cast(design.outcome_days as double) / design.pre_days as lengthening,
        treat.metric_id not in (
            'visit_days',
            'purchase_days',
            'net_fen',
            'profit_fen'
        ) as is_share,
        control.n as n_control,
        treat.n as n_treat,
        control.clusters as clusters_control,
        treat.clusters as clusters_treat,
        control.mean as mean_control,
        estimate.se_plain,
        estimate.se_cluster,
        (control.n * control.pre_mean + treat.n * treat.pre_mean) / (control.n + treat.n) as pre_mean,
        ((control.n - 1) * control.pre_variance + (treat.n - 1) * treat.pre_variance)
        / nullif(control.n + treat.n - 2, 0) as pre_variance
    from figure as treat
    inner join design
        on treat.experiment_id = design.experiment_id and treat.arm = design.arm and not design.is_control
    inner join design as control_arm
        on treat.experiment_id = control_arm.experiment_id and control_arm.is_control
    inner join figure as control
        on
            treat.experiment_id = control.experiment_id
            and treat.metric_id = control.metric_id
            and control_arm.arm = control.arm
    left join estimate
        on
            treat.experiment_id = estimate.experiment_id
            and treat.look_no = estimate.look_no
            and treat.metric_id = estimate.metric_id
            and treat.arm = estimate.arm
),

lengthened as (
    select
        *,
        case
            when is_share then 1 - power(1 - pre_mean, lengthening) else pre_mean * lengthening
        end as baseline,
        case when is_clustered then se_cluster else se_plain end as se_realised,
        case
            when is_clustered then greatest(1, power(se_cluster / nullif(se_plain, 0), 2)) else 1
        end as design_effect,
        case
            when is_clustered then (n_control + n_treat) / cast(clusters_control + clusters_treat as double)
            else 1
        end as cluster_size
    from pair
)

select
    experiment_id,
    metric_id,
    arm,
    look_no,
    is_final_look,
    is_primary,
    is_clustered,
    alpha,
    cast(0.8 as double) as power_wanted,
    n_control,
    n_treat,
    clusters_control,
    clusters_treat,
    cast(cluster_size as double) as cluster_size,
    cast(design_effect as double) as design_effect,
    baseline as baseline_planned,
    case when is_share then baseline * (1 - baseline) else pre_variance * lengthening end as variance_planned,
    nullif(abs(baseline), 0) * 0.1 as planned_effect,
    mean_control,
    se_realised
from lengthened
