-- grain: experiment_id, metric_id, segment_id, arm, look_no, method. Every estimate of a month of a universal
-- holdout with what the guards ask about it.
with metric as (
    select * from {{ ref('int_experiment__metric') }}
)

select
    estimate.{{ experiment_estimate_columns() | join(', estimate.') }},
    fact.evidence,
    fact.is_clustered,
    coalesce(metric.is_primary, false) as is_primary,
    look.month_start,
    cast(null as double) as reached_share,
    fact.crossover_rate,
    fact.late_units,
    fact.units_not_in_ledger,
    fact.contaminated_units,
    cast(null as double) as max_smd,
    cast(null as double) as ess,
    cast(null as double) as placebo_p,
    cast(null as double) as pretrend_p
from {{ ref('int_holdout__estimate') }} as estimate
inner join {{ ref('int_experiment__fact') }} as fact on estimate.experiment_id = fact.experiment_id
inner join {{ ref('int_holdout__look') }} as look
    on estimate.experiment_id = look.experiment_id and estimate.look_no = look.look_no
left join metric
    on estimate.experiment_id = metric.experiment_id and estimate.metric_id = metric.metric_id
