-- grain: business_date, location_id, category. Stock of a location by category at the end of a day and what
-- moved it. What was sold since the last count is known; the rest of the difference came in or was lost, so
-- that opening, received, sold and lost make the closing. A location's first count opens the book. A slow
-- mover is there for inventory_slow_days and was not sold on any of them.
with stock as (
    select * from "staging"."stg_inventory" where business_date <= (select as_of_date from "control"."run")
),

sale as (
    select
        order_key,
        sku_id,
        business_date,
        quantity,
        concat('WH', community_id) as location_id
    from "core"."fct_order_line"
    where
        not is_cancelled and paid_fen > refund_fen and quantity > 0 and sku_id is not null
        and community_id is not null
),

sold_on as (
    select
        location_id,
        sku_id,
        business_date,
        sum(quantity) as quantity
    from sale
    group by location_id, sku_id, business_date
),

-- A day without a count is counted with the next one.
counted as (
    select
        *,
        lag(business_date) over sku as last_on,
        lag(on_hand_qty) over sku as opening_qty,
        min(case when on_hand_qty > 0 then business_date end) over so_far as first_on,
        last_value(
            case when on_hand_qty > 0 then on_hand_cost_fen / on_hand_qty end ignore nulls
        ) over so_far as cost_so_far,
        first_value(
            case when on_hand_qty > 0 then on_hand_cost_fen / on_hand_qty end ignore nulls
        ) over from_now as cost_from_now
    from stock
    window
        sku as (partition by location_id, sku_id order by business_date),
        so_far as (
            partition by location_id, sku_id order by business_date
            rows between unbounded preceding and current row
        ),
        from_now as (
            partition by location_id, sku_id order by business_date
            rows between current row and unbounded following
        )
),

sold as (
    select
        counted.location_id,
        counted.sku_id,
        counted.business_date,
        sum(sold_on.quantity) as quantity,
        max(sold_on.business_date) as last_sold_on
    from counted
    inner join sold_on
        on
            counted.location_id = sold_on.location_id
            and counted.sku_id = sold_on.sku_id
            and counted.last_on < sold_on.business_date
            and counted.business_date >= sold_on.business_date
    group by counted.location_id, counted.sku_id, counted.business_date
),

product as (
    select * from "core"."dim_product" where is_last_known
),

moved as (
    select
        counted.*,
        coalesce(product.category, 'unknown') as category,
        coalesce(sold.quantity, 0) as sold_qty,
        coalesce(counted.opening_qty, counted.on_hand_qty) as opened_qty,
        counted.on_hand_qty - counted.opening_qty + coalesce(sold.quantity, 0) as unexplained_qty,
        coalesce(sold.quantity, 0) * coalesce(counted.cost_so_far, counted.cost_from_now) as cogs,
        max(sold.last_sold_on) over (
            partition by counted.location_id, counted.sku_id order by counted.business_date
            rows between unbounded preceding and current row
        ) as last_sold_on
    from counted
    left join sold
        on
            counted.location_id = sold.location_id
            and counted.sku_id = sold.sku_id
            and counted.business_date = sold.business_date
    left join product on counted.sku_id = product.sku_id
),

judged as (
    select
        *,
        on_hand_qty > 0 and (first_on + 30) - 1 <= business_date as is_judged,
        coalesce((last_sold_on + 30) <= business_date, true) as is_unsold
    from moved
)

select
    business_date,
    location_id,
    category,
    sum(opened_qty) as opening_qty,
    sum(greatest(coalesce(unexplained_qty, 0), 0)) as received_qty,
    sum(sold_qty) as sold_qty,
    sum(greatest(coalesce(-unexplained_qty, 0), 0)) as lost_qty,
    sum(on_hand_qty) as closing_qty,
    cast(sum(on_hand_cost_fen) as bigint) as stock_value_fen,
    cast(round(sum(cogs)) as bigint) as cogs_fen,
    count(*) filter (where on_hand_qty > 0) as skus_on_hand,
    count(*) filter (where on_hand_qty < 0) as skus_below_zero,
    count(*) filter (where is_judged) as skus_judged,
    count(*) filter (where is_judged and is_unsold) as slow_skus,
    cast(coalesce(sum(on_hand_cost_fen) filter (where is_judged), 0) as bigint) as judged_value_fen,
    cast(coalesce(sum(on_hand_cost_fen) filter (where is_judged and is_unsold), 0) as bigint)
        as slow_value_fen,
    cast(sum(lag_s) as bigint) as lag_seconds,
    count(lag_s) as lag_known,
    count(*) filter (where lag_s > 900) as lag_late
from judged
group by business_date, location_id, category
