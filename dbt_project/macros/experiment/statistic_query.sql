{#- Sufficient statistics of every arm, metric and segment of a table with the columns of
    int_experiment__outcome: people are passed over once, into cells of whole numbers; segments are sums of cells.
    `clusters` has the columns of int_experiment__cluster. -#}
{% macro experiment_statistic(outcome, clusters) -%}
{%- set capped_metrics = experiment_capped_metrics() %}
{%- set key = 'experiment_id, look_no, arm' %}
with outcome as (
    select * from {{ outcome }}
),

-- One cap for all arms and segments: whoever sets it does not see the arms. A quantile holds all values, so
-- the metrics have theirs one after the other.
quantile as (
    {%- for metric in capped_metrics %}
    select
        experiment_id,
        look_no,
        '{{ metric }}' as metric_id,
        quantile_disc({{ metric }}, {{ var('experiment_cap_quantile') }}) as cap_value
    from outcome
    group by experiment_id, look_no
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

cap as (
    select
        {%- for metric in capped_metrics %}
        max(case when metric_id = '{{ metric }}' then cap_value end) as {{ metric }}_cap,
        {%- endfor %}
        experiment_id,
        look_no
    from quantile
    group by experiment_id, look_no
),

cell as (
    select
        outcome.experiment_id,
        outcome.look_no,
        outcome.arm,
        outcome.layer,
        outcome.mall_id,
        {%- for metric in experiment_metrics() %}
        {{ experiment_sums(metric) }},
        {%- endfor %}
        {%- for metric in capped_metrics %}
        {{ experiment_capped_sums(metric) }},
        {%- endfor %}
        count(*) as n,
        sum(case when is_reached then 1 when not is_reached then 0 end) as n_reached
    from outcome
    inner join cap on outcome.experiment_id = cap.experiment_id and outcome.look_no = cap.look_no
    group by outcome.experiment_id, outcome.look_no, outcome.arm, outcome.layer, outcome.mall_id
),

long as (
    {%- for metric in experiment_metrics() %}
    select
        {{ key }},
        layer,
        mall_id,
        n,
        n_reached,
        '{{ metric }}' as metric_id,
        'plain' as treatment,
        {{ metric }}_x as x,
        {{ metric }}_xx as xx,
        {{ metric }}_xxx as xxx,
        {{ metric }}_largest as largest,
        {{ metric }}_p as p,
        {{ metric }}_pp as pp,
        {{ metric }}_xp as xp,
        {{ metric }}_reached_x as reached_x,
        {{ metric }}_nonzero as nonzero,
        cast(null as bigint) as above,
        cast(null as bigint) as cap_value
    from cell
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- for metric in capped_metrics %}
    union all
    select
        {{ key }},
        layer,
        mall_id,
        n,
        n_reached,
        '{{ metric }}' as metric_id,
        'capped' as treatment,
        {{ metric }}_capped_x as x,
        {{ metric }}_capped_xx as xx,
        cast(null as hugeint) as xxx,
        cast(null as bigint) as largest,
        cast(null as hugeint) as p,
        cast(null as hugeint) as pp,
        cast(null as hugeint) as xp,
        cast(null as hugeint) as reached_x,
        {{ metric }}_nonzero as nonzero,
        {{ metric }}_above as above,
        {{ metric }}_cap as cap_value
    from cell
    {%- endfor %}
),

segment as (
    select
        {{ key }},
        segment_id,
        metric_id,
        treatment,
        cast(sum(n) as hugeint) as n,
        sum(n_reached) as n_reached,
        {%- for column in ['x', 'xx', 'xxx', 'p', 'pp', 'xp', 'reached_x', 'nonzero', 'above'] %}
        sum({{ column }}) as {{ column }},
        {%- endfor %}
        max(largest) as largest,
        max(cap_value) as cap_value
    from (
        select
            *,
            {{ experiment_segments() }} as segment_id
        from long
    ) as placed
    group by {{ key }}, segment_id, metric_id, treatment
),

centred as (
    select
        *,
        {{ experiment_centre('x') }} as x_centre,
        {{ experiment_centre('p') }} as p_centre
    from segment
),

moment as (
    select
        *,
        {{ experiment_moment('xx', 'x', 'x') }} as variance,
        {{ experiment_moment('pp', 'p', 'p') }} as pre_variance,
        {{ experiment_moment('xp', 'x', 'p') }} as covariance,
        -- Mean of what is left beyond the centre, and mean square and cube about the centre.
        cast(x - n * x_centre as double) / n as beyond,
        cast(xx - 2 * x_centre * x + n * x_centre * x_centre as double) / n as square,
        case
            when largest <= 10000000000 then cast(
                    xxx - 3 * x_centre * xx + 3 * x_centre * x_centre * x - n * x_centre * x_centre * x_centre
                    as double
                ) / n
        end as cube,
        variance * cast(n - 1 as double) / n as spread
    from centred
),

cluster as (
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        metric_id,
        count(*) as clusters
    from {{ clusters }}
    group by experiment_id, look_no, segment_id, arm, metric_id
)

select
    moment.experiment_id,
    moment.look_no,
    moment.segment_id,
    moment.arm,
    moment.metric_id,
    moment.treatment,
    cast(moment.n as bigint) as n,
    cast(moment.x as double) as total,
    cast(moment.x as double) / moment.n as mean,
    moment.variance,
    cast(moment.p as double) / moment.n as pre_mean,
    moment.pre_variance,
    moment.covariance,
    cast(moment.nonzero as bigint) as nonzero,
    (moment.cube - 3 * moment.beyond * moment.square + 2 * moment.beyond * moment.beyond * moment.beyond)
    / nullif(moment.spread * sqrt(moment.spread), 0) as skewness,
    cast(moment.cap_value as double) as cap_value,
    cast(moment.above as double) / moment.n as share_capped,
    cast(moment.n_reached as bigint) as n_reached,
    cast(moment.reached_x as double) as reached_total,
    cast(cluster.clusters as bigint) as clusters
from moment
inner join {{ ref('int_experiment__metric') }} as metric
    on moment.experiment_id = metric.experiment_id and moment.metric_id = metric.metric_id
left join cluster
    on
        moment.experiment_id = cluster.experiment_id
        and moment.look_no = cluster.look_no
        and moment.segment_id = cluster.segment_id
        and moment.arm = cluster.arm
        and moment.metric_id = cluster.metric_id
{%- endmacro %}
