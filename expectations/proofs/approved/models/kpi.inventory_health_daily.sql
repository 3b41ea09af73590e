-- grain: business_date, location_id, category. Stock at the end of a day, what moved it, how often it turns
-- in a year at the pace of the last 30 days, what hardly moves, what was sold beyond it, and how old the
-- figures are; of each location and category, and of all together.
with at_location as (
    select
        *,
        unnest([location_id, 'ALL']) as told_of
    from "intermediate"."int_stock__day"
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
        cast(sum(opening_qty) as double) as opening_qty,
        cast(sum(received_qty) as double) as received_qty,
        cast(sum(sold_qty) as double) as sold_qty,
        cast(sum(lost_qty) as double) as lost_qty,
        cast(sum(closing_qty) as double) as closing_qty,
        cast(sum(stock_value_fen) as bigint) as stock_value_fen,
        cast(sum(cogs_fen) as bigint) as cogs_fen,
        cast(sum(skus_on_hand) as bigint) as skus_on_hand,
        cast(sum(skus_below_zero) as bigint) as skus_below_zero,
        cast(sum(skus_judged) as bigint) as skus_judged,
        cast(sum(slow_skus) as bigint) as slow_skus,
        cast(sum(judged_value_fen) as bigint) as judged_value_fen,
        cast(sum(slow_value_fen) as bigint) as slow_value_fen,
        cast(sum(lag_seconds) as bigint) as lag_seconds,
        cast(sum(lag_known) as bigint) as lag_known,
        cast(sum(lag_late) as bigint) as lag_late
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
    opening_qty,
    received_qty,
    sold_qty,
    lost_qty,
    closing_qty,
    stock_value_fen,
    cogs_fen,
    skus_on_hand,
    skus_below_zero,
    skus_judged,
    slow_skus,
    judged_value_fen,
    slow_value_fen,
    lag_known,
    lag_late,
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
