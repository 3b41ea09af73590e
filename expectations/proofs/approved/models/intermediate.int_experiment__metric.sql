-- grain: experiment_id, metric_id. What an experiment reports: its metrics, the one that decides and profit;
-- and whether the metric is kept per person, without which there is no comparison of persons.
with design as (
    select distinct
        experiment_id,
        metrics,
        primary_metric
    from "intermediate"."int_experiment__design"
),

named as (
    select
        experiment_id,
        primary_metric,
        unnest(string_split(metrics, ';')) as metric_id
    from design
)

select
    experiment_id,
    metric_id,
    metric_id = primary_metric as is_primary,
    metric_id in (
        'visit',
        'visit_days',
        'purchase',
        'purchase_days',
        'net_fen',
        'redemption',
        'profit_fen'
    ) as is_kept
from named
