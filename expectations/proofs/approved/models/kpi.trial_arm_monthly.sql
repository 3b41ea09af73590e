-- grain: month_start, arm, metric_id. What the arms did whose members were assigned to them in a month,
-- with bounds of the share (Wilson), and how far the size of the arm is off what the probabilities promised.
with figure as (
    select * from "kpi"."kpi_value"
    where
        period_kind = 'month' and mall_id = 'ALL' and dimension = 'arm'
        and metric_id in ('trial_click_rate', 'trial_join_rate', 'trial_attendance_rate')
),

probability as (
    select
        arm,
        cast(date_trunc('month', assigned_on) as date) as month_start,
        max(experiment_id) as experiment_id,
        max(probability_ppm) / 1000000.0 as probability
    from "intermediate"."int_experiment__person"
    group by arm, date_trunc('month', assigned_on)
),

sized as (
    select
        figure.period_start as month_start,
        figure.dimension_value as arm,
        probability.experiment_id,
        figure.metric_id,
        figure.numerator,
        figure.denominator,
        figure.value,
        figure.null_reason,
        probability.probability,
        sum(figure.denominator) over (
            partition by figure.period_start, figure.metric_id, probability.experiment_id
        ) as experiment_persons,
        cast(1.96 as double) as z
    from figure
    inner join probability
        on figure.dimension_value = probability.arm and figure.period_start = probability.month_start
),

bounded as (
    select
        *,
        (value + z * z / (2 * denominator)) / (1 + z * z / denominator) as centre,
        z * sqrt(value * (1 - value) / denominator + z * z / (4 * denominator * denominator))
        / (1 + z * z / denominator) as reach,
        (denominator - experiment_persons * probability)
        / nullif(sqrt(experiment_persons * probability * (1 - probability)), 0) as size_z
    from sized
)

select
    month_start,
    arm,
    metric_id,
    experiment_id,
    numerator,
    denominator,
    value,
    -- At 0 and 1 the bound is the share itself, which rounding may miss.
    case when value is not null then least(greatest(centre - reach, 0), value) end as value_low,
    case when value is not null then greatest(least(centre + reach, 1), value) end as value_high,
    null_reason,
    cast(probability as double) as probability,
    size_z,
    abs(size_z) > 3.29 as is_size_mismatch
from bounded
order by month_start, arm, metric_id
