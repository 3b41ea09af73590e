-- grain: business_date, location_id, category. Stock at the end of a day, what moved it, how often it turns
-- in a year at the pace of the last 30 days, what hardly moves, what was sold beyond it, and how old the
-- figures are; of each location and category, and of all together.
{%- set moves = ['opening_qty', 'received_qty', 'sold_qty', 'lost_qty', 'closing_qty'] %}
{%- set sums = ['stock_value_fen', 'cogs_fen', 'skus_on_hand', 'skus_below_zero'] %}
{%- set sums = sums + ['skus_judged', 'slow_skus', 'judged_value_fen', 'slow_value_fen'] %}
{%- set sums = sums + ['lag_seconds', 'lag_known', 'lag_late'] %}
with at_location as (
    select
        *,
        unnest([location_id, 'ALL']) as told_of
    from {{ ref('int_stock__day') }}
),

of_category as (
    select
        *,
        unnest([category, 'ALL']) as told_category
    from at_location
),

summed as (
    select
        business_date,
        told_of as location_id,
        told_category as category,
        {%- for column in moves %}
        cast(sum({{ column }}) as double) as {{ column }},
        {%- endfor %}
        {%- for column in sums %}
        cast(sum({{ column }}) as bigint) as {{ column }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from of_category
    group by business_date, told_of, told_category
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
    {%- for column in moves + sums if column != 'lag_seconds' %}
    {{ column }},
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
