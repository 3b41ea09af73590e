-- grain: experiment_id, look_no, segment_id, arm, metric_id, cluster_id. People and outcome of each
-- household, group or community of an experiment that assigned such: what errors and redraws by cluster need.
with outcome as (
    select * from "intermediate"."int_experiment__outcome" where cluster_id is not null
),

placed as (
    select
        *,
        unnest(['all', concat('layer=', layer), concat('mall=', mall_id)]) as segment_id
    from outcome
),

summed as (
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        cluster_id,
        cast(sum(visit) as bigint) as visit,
        cast(sum(visit_days) as bigint) as visit_days,
        cast(sum(purchase) as bigint) as purchase,
        cast(sum(purchase_days) as bigint) as purchase_days,
        cast(sum(net_fen) as bigint) as net_fen,
        cast(sum(redemption) as bigint) as redemption,
        cast(sum(profit_fen) as bigint) as profit_fen,
        cast(count(*) as bigint) as n
    from placed
    group by experiment_id, look_no, segment_id, arm, cluster_id
),

long as (
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        'visit' as metric_id,
        cluster_id,
        n,
        visit as total
    from summed
    union all
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        'visit_days' as metric_id,
        cluster_id,
        n,
        visit_days as total
    from summed
    union all
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        'purchase' as metric_id,
        cluster_id,
        n,
        purchase as total
    from summed
    union all
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        'purchase_days' as metric_id,
        cluster_id,
        n,
        purchase_days as total
    from summed
    union all
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        'net_fen' as metric_id,
        cluster_id,
        n,
        net_fen as total
    from summed
    union all
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        'redemption' as metric_id,
        cluster_id,
        n,
        redemption as total
    from summed
    union all
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        'profit_fen' as metric_id,
        cluster_id,
        n,
        profit_fen as total
    from summed
)

select long.*
from long
inner join "intermediate"."int_experiment__metric" as metric
    on long.experiment_id = metric.experiment_id and long.metric_id = metric.metric_id
