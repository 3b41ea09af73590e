-- grain: business_date, location_id, category. Stock at the end of a day, what moved it, how often it turns in
-- a year at the pace of the last 30 days, what hardly moves, what was sold beyond it, and how old the figures
-- are; of each location and category, and of all together.
{%- set sums = [
    'opening_qty', 'received_qty', 'sold_qty', 'lost_qty', 'closing_qty', 'stock_value_fen', 'cogs_fen',
    'skus_on_hand', 'skus_below_zero', 'skus_judged', 'slow_skus', 'judged_value_fen', 'slow_value_fen',
    'lag_seconds', 'lag_known', 'lag_late',
] %}
with summed as (
    select
        business_date,
        case when grouping(location_id) = 1 then 'ALL' else location_id end as location_id,
        case when grouping(category) = 1 then 'ALL' else category end as category,
        {%- for column in sums %}
        sum({{ column }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_stock__day') }}
    group by grouping sets (
        (business_date, location_id, category), (business_date, location_id), (business_date, category),
        (business_date)
    )
),

paced as (
    select
        *,
        sum(cogs_fen) over last_30_days as cogs_30d_fen,
        sum(stock_value_fen) over last_30_days as stock_value_days_30d,
        count(*) over last_30_days as days_30d
    from summed
    window last_30_days as (
        partition by location_id, category order by business_date
        range between interval 29 days preceding and current row
    )
)

select
    business_date,
    location_id,
    category,
    cast(opening_qty as double) as opening_qty,
    cast(received_qty as double) as received_qty,
    cast(sold_qty as double) as sold_qty,
    cast(lost_qty as double) as lost_qty,
    cast(closing_qty as double) as closing_qty,
    {%- for column in sums if column not in ('lag_seconds',) and not column.endswith('_qty') %}
    cast({{ column }} as bigint) as {{ column }},
    {%- endfor %}
    slow_skus / nullif(skus_judged, 0) as slow_sku_rate,
    slow_value_fen / nullif(judged_value_fen, 0) as slow_value_rate,
    lag_seconds / nullif(lag_known, 0) as lag_mean_seconds,
    cast(cogs_30d_fen as bigint) as cogs_30d_fen,
    cast(stock_value_days_30d as bigint) as stock_value_days_30d,
    case when days_30d = 30 then 365.0 * cogs_30d_fen / nullif(stock_value_days_30d, 0) end as turns_per_year,
    case when days_30d < 30 then 'immature' when stock_value_days_30d = 0 then 'empty_denominator' end
        as turns_null_reason
from paced
order by business_date, location_id, category
