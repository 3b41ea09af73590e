-- grain: metric_id, mall_id, dimension, dimension_value, day. Figures that have bounds, judged by those in
-- force on the last day of their period: the mall's own target, else that of all malls, else the registry's.
-- A metric is judged by the kind of period that the registry names; a rate over too few is not.
with metric as (
    select
        metric_id,
        direction,
        warn,
        critical,
        owner_role,
        judged_by
    from "control"."metric_registry"
    where periods <> ''
),

target as (
    select
        *,
        coalesce(dimension, 'all') as of_dimension
    from "core"."dim_target"
    where coalesce(warn, critical) is not null
),

kpi_value as (
    select * from "kpi"."kpi_value"
),

watched as (
    select distinct
        metric_id,
        'all' as dimension
    from metric
    where coalesce(warn, critical) is not null
    union
    select distinct
        metric_id,
        of_dimension as dimension
    from target
),

figure as (
    select
        kpi_value.metric_id,
        kpi_value.mall_id,
        kpi_value.dimension,
        kpi_value.dimension_value,
        kpi_value.period_kind,
        kpi_value.period_start,
        case kpi_value.period_kind
        when 'day' then kpi_value.period_start
        when 'week' then (kpi_value.period_start + 6)
        else cast(last_day(kpi_value.period_start) as date)
    end as day,
        kpi_value.numerator,
        kpi_value.denominator,
        kpi_value.value
    from kpi_value
    inner join metric
        on kpi_value.metric_id = metric.metric_id and kpi_value.period_kind = metric.judged_by
    inner join watched
        on kpi_value.metric_id = watched.metric_id and kpi_value.dimension = watched.dimension
    where
        kpi_value.value is not null
        and kpi_value.mall_id <> 'unknown'
        and (
            kpi_value.unit <> 'ratio'
            or kpi_value.denominator is null
            or kpi_value.denominator >= 30
        )
),

-- The most particular target first; of two versions that hold on one day, the later one.
aimed as (
    select
        figure.*,
        target.warn,
        target.critical,
        target.direction,
        target.owner_role,
        target.playbook_id,
        row_number() over (
            partition by
                figure.metric_id, figure.mall_id, figure.dimension, figure.dimension_value, figure.day
            order by
                target.mall_id asc nulls last,
                target.dimension_value asc nulls last,
                target.valid_from desc
        ) as place
    from figure
    inner join target
        on
            figure.metric_id = target.metric_id
            and figure.dimension = target.of_dimension
            and figure.mall_id = coalesce(target.mall_id, figure.mall_id)
            and figure.dimension_value = coalesce(target.dimension_value, figure.dimension_value)
            and figure.day >= target.valid_from
            and (target.valid_to is null or figure.day < target.valid_to)
),

bounded as (
    select
        figure.*,
        aimed.playbook_id,
        aimed.metric_id is not null as is_aimed,
        coalesce(aimed.direction, metric.direction) as direction,
        coalesce(aimed.owner_role, metric.owner_role) as owner_role,
        case when aimed.metric_id is null then metric.warn else aimed.warn end as warn,
        case when aimed.metric_id is null then metric.critical else aimed.critical end as critical
    from figure
    inner join metric on figure.metric_id = metric.metric_id
    left join aimed
        on
            figure.metric_id = aimed.metric_id
            and figure.mall_id = aimed.mall_id
            and figure.dimension = aimed.dimension
            and figure.dimension_value = aimed.dimension_value
            and figure.day = aimed.day
            and aimed.place = 1
    -- The registry's bounds are those of the undivided figure.
    where aimed.metric_id is not null or figure.dimension = 'all'
)

select
    metric_id,
    mall_id,
    dimension,
    dimension_value,
    day,
    period_kind,
    period_start,
    numerator,
    denominator,
    value,
    direction,
    warn,
    critical,
    case
        when direction = 'up' and value < critical then 'critical'
        when direction = 'down' and value > critical then 'critical'
        when direction = 'up' and value < warn then 'warning'
        when direction = 'down' and value > warn then 'warning'
    end as severity,
    owner_role,
    playbook_id
from bounded
where coalesce(warn, critical) is not null
