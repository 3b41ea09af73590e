-- grain: order_no. How community orders got to their buyers, on the day of payment, and where from: the
-- pickup point, for express the micro-warehouse of the community. A limit judges an order when it was kept
-- or is over. An order was oversold when an article of it was below zero in its micro-warehouse that night.
with fulfilment as (
    select * from "staging"."stg_fulfilment" where business_date <= (select as_of_date from "control"."run")
),

named as (
    select
        order_key,
        min(community_id) as community_id,
        case when min(activity) is null then min(order_no) else concat(min(activity), '-', min(order_no)) end
            as fulfilment_no
    from "core"."fct_order_line"
    group by order_key
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

stock as (
    select * from "staging"."stg_inventory"
),

fresh as (
    select sku_id from "core"."dim_product" where is_last_known and is_fresh
),

article as (
    select
        sale.order_key,
        count(stock.sku_id) > 0 as is_stock_known,
        coalesce(bool_or(stock.on_hand_qty < 0), false) as is_oversold,
        count(fresh.sku_id) > 0 as is_fresh
    from sale
    left join stock
        on
            sale.location_id = stock.location_id
            and sale.sku_id = stock.sku_id
            and sale.business_date = stock.business_date
    left join fresh on sale.sku_id = fresh.sku_id
    group by sale.order_key
),

bought as (
    select
        named.fulfilment_no,
        min(named.community_id) as community_id,
        bool_or(article.is_stock_known) as is_stock_known,
        bool_or(article.is_oversold) as is_oversold,
        bool_or(article.is_fresh) as is_fresh
    from named
    left join article on named.order_key = article.order_key
    group by named.fulfilment_no
    having count(*) = 1
),

pickup_point as (
    select * from "core"."dim_pickup_point" where is_last_known
),

placed as (
    select
        fulfilment.*,
        fulfilment.mode = 'express' as is_express,
        coalesce(pickup_point.community_id, bought.community_id) as community_id,
        coalesce(bought.is_stock_known, false) as is_stock_known,
        coalesce(bought.is_oversold, false) as is_oversold,
        coalesce(bought.is_fresh, false) as is_fresh,
        fulfilment.delivered_at < fulfilment.paid_at + interval 30 minute as is_in_time,
        date_diff('second', fulfilment.ready_at, fulfilment.picked_at) / 3600.0 as wait_hours
    from fulfilment
    left join bought on fulfilment.order_no = bought.fulfilment_no
    left join pickup_point on fulfilment.pickup_point_id = pickup_point.pickup_point_id
),

judged as (
    select
        *,
        case
            when is_express or ready_at is null then null
            when picked_at < ready_at + interval 24 hour then false
            when picked_at is not null or ready_at + interval 24 hour
    <= timezone('UTC', timezone('Asia/Shanghai', cast(((select as_of_date from "control"."run") + 1) as timestamp))) then true
        end as is_stale,
        case
            when is_express or ready_at is null then null
            when picked_at < ready_at + interval 72 hour then false
            when picked_at is not null or ready_at + interval 72 hour
    <= timezone('UTC', timezone('Asia/Shanghai', cast(((select as_of_date from "control"."run") + 1) as timestamp))) then true
        end as is_missed,
        case
            when not is_express then null
            when delivered_at is not null then is_in_time
            when paid_at + interval 30 minute
    <= timezone('UTC', timezone('Asia/Shanghai', cast(((select as_of_date from "control"."run") + 1) as timestamp))) then false
        end as is_express_in_time
    from placed
)

select
    order_no,
    business_date,
    mode,
    is_express,
    is_fresh,
    community_id,
    case
        when not is_express or pickup_point_id is not null then coalesce(pickup_point_id, 'unknown')
        else coalesce('WH' || community_id, 'unknown')
    end as point_id,
    cast(timezone('Asia/Shanghai', timezone('UTC', ready_at)) as date) as ready_on,
    not is_express and ready_at is not null as is_ready,
    wait_hours,
    is_stale,
    is_missed,
    is_reallocated,
    is_express_in_time,
    case when is_express then date_diff('second', paid_at, delivered_at) / 60.0 end as express_minutes,
    is_stock_known,
    is_oversold
from judged
