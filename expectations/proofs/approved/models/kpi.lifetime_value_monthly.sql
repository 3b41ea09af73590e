-- grain: month_start, mall_id. Lifetime value at each month's end, with the error that the same estimate made
-- of the month, seen from the end of the month before, beside it.
with figure as (
    select * from "kpi"."kpi_value"
    where
        period_kind = 'month' and dimension = 'all'
        and metric_id in (
            'historic_margin_fen', 'lifetime_value_average_fen', 'expected_margin_average_fen',
            'lifetime_value_coverage', 'lifetime_value_backtest_error', 'lifetime_value_backtest_days_error',
            'lifetime_value_backtest_bias'
        )
),

estimate as (
    select
        cutoff_on,
        max(null_reason) as fit_null_reason
    from "lifecycle"."int_value__expectation"
    group by cutoff_on
),

placed as (
    select
        period_start as month_start,
        mall_id,
        max(case when metric_id = 'historic_margin_fen' then value end) as historic_margin_fen,
        max(case when metric_id = 'lifetime_value_coverage' then denominator end) as customers,
        max(case when metric_id = 'lifetime_value_average_fen' then denominator end) as valued_customers,
        max(case when metric_id = 'lifetime_value_average_fen' then value end) as lifetime_value_fen,
        max(case when metric_id = 'expected_margin_average_fen' then value end) as expected_margin_fen,
        max(case when metric_id = 'lifetime_value_average_fen' then null_reason end) as null_reason,
        max(case when metric_id = 'lifetime_value_backtest_error' then value end) as backtest_error,
        max(case when metric_id = 'lifetime_value_backtest_days_error' then value end) as backtest_days_error,
        max(case when metric_id = 'lifetime_value_backtest_bias' then value end) as backtest_bias,
        max(
            case when metric_id = 'lifetime_value_backtest_error' then null_reason end
        ) as backtest_null_reason
    from figure
    group by period_start, mall_id
)

select
    placed.month_start,
    placed.mall_id,
    cast(placed.historic_margin_fen as bigint) as historic_margin_fen,
    placed.customers,
    placed.valued_customers,
    placed.lifetime_value_fen,
    placed.expected_margin_fen,
    case
        when placed.null_reason = 'empty_denominator'
            then coalesce(estimate.fit_null_reason, placed.null_reason)
        else placed.null_reason
    end as null_reason,
    placed.backtest_error,
    placed.backtest_days_error,
    placed.backtest_bias,
    placed.backtest_null_reason,
    12 as horizon_months,
    cast(0.1 as double) as discount_rate
from placed
left join estimate on last_day(placed.month_start) = estimate.cutoff_on
order by placed.month_start, placed.mall_id
