-- grain: sku_id. An article that came into stock after the first day of the stock feed, and how much of what
-- was there was sold by community orders on d to d+product_trial_days-1. Stock is told by location and
-- locations name no community, so all of them are taken together; stock at hand on the trial's last day is
-- what was not sold.
with stock as (
    select * from "staging"."stg_inventory" where business_date <= (select as_of_date from "control"."run")
),

feed as (
    select min(business_date) as feed_from from stock
),

first_day as (
    select
        stock.sku_id,
        min(stock.business_date) as first_on
    from stock
    where stock.on_hand_qty > 0
    group by stock.sku_id
),

-- The last day known of each location within the trial.
left_over as (
    select
        stock.sku_id,
        stock.location_id,
        max_by(stock.on_hand_qty, stock.business_date) as on_hand_qty
    from stock
    inner join first_day on stock.sku_id = first_day.sku_id
    where stock.business_date < (first_day.first_on + 14)
    group by stock.sku_id, stock.location_id
),

unsold as (
    select
        sku_id,
        sum(greatest(on_hand_qty, 0)) as quantity
    from left_over
    group by sku_id
),

sold as (
    select
        first_day.sku_id,
        sum(greatest(order_line.quantity, 0)) as quantity
    from "core"."fct_order_line" as order_line
    inner join first_day on order_line.sku_id = first_day.sku_id
    where
        not order_line.is_cancelled
        and order_line.business_date >= first_day.first_on
        and order_line.business_date < (first_day.first_on + 14)
    group by first_day.sku_id
)

select
    first_day.sku_id,
    first_day.first_on,
    cast(round(coalesce(sold.quantity, 0)) as bigint) as sold_units,
    cast(round(coalesce(sold.quantity, 0) + coalesce(unsold.quantity, 0)) as bigint) as offered_units
from first_day
cross join feed
left join sold on first_day.sku_id = sold.sku_id
left join unsold on first_day.sku_id = unsold.sku_id
where first_day.first_on > feed.feed_from
