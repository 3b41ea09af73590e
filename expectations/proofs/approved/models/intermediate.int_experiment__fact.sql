-- grain: experiment_id. What the guards ask of a whole experiment, whatever the metric.
with design as (
    select * from "intermediate"."int_experiment__design"
    where is_control
),

subject as (
    select
        experiment_id,
        count(*) as subjects
    from "intermediate"."int_experiment__subject"
    group by experiment_id
),

breach as (
    select
        experiment_id,
        count(*) filter (where rule = 'crossover') as crossovers,
        count(*) filter (where rule = 'assigned_late') as late_units,
        count(*) filter (where rule = 'not_in_ledger') as units_not_in_ledger,
        count(*) filter (where rule = 'holdout_in_send') as contaminated_units
    from "intermediate"."int_experiment__breach"
    group by experiment_id
)

select
    subject.experiment_id,
    design.kind,
    design.unit,
    design.campaign_id,
    design.is_clustered,
    case when design.is_clustered then 'cluster_randomised' else 'randomised' end as evidence,
    subject.subjects,
    coalesce(breach.crossovers, 0) as crossovers,
    coalesce(breach.crossovers, 0) / subject.subjects as crossover_rate,
    coalesce(breach.late_units, 0) as late_units,
    coalesce(breach.units_not_in_ledger, 0) as units_not_in_ledger,
    coalesce(breach.contaminated_units, 0) as contaminated_units
from subject
inner join design on subject.experiment_id = design.experiment_id
left join breach on subject.experiment_id = breach.experiment_id
