-- grain: experiment_id, look_no, segment_id, arm, metric_id, cluster_id. People and outcome of each
-- household, group or community of an experiment that assigned such: what errors and redraws by cluster need.
with outcome as (
    select * from {{ ref('int_experiment__outcome') }} where cluster_id is not null
),

placed as (
    select
        *,
        {{ experiment_segments() }} as segment_id
    from outcome
),

summed as (
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        cluster_id,
        {%- for metric in experiment_metrics() %}
        cast(sum({{ metric }}) as bigint) as {{ metric }},
        {%- endfor %}
        cast(count(*) as bigint) as n
    from placed
    group by experiment_id, look_no, segment_id, arm, cluster_id
),

long as (
    {%- for metric in experiment_metrics() %}
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        '{{ metric }}' as metric_id,
        cluster_id,
        n,
        {{ metric }} as total
    from summed
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select long.*
from long
inner join {{ ref('int_experiment__metric') }} as metric
    on long.experiment_id = metric.experiment_id and long.metric_id = metric.metric_id
