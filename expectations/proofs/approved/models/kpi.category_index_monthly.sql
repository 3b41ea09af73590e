-- grain: month_start, community_id, category, subcategory. How much likelier a community's order holds a
-- category of goods than an order anywhere (100 = as likely), in months that are over; subcategory ALL for
-- the whole category. Figures of few buyers are withheld, and of one more community where else the sum of all
-- would tell them; few orders of a community tell no preferences.
with product as (
    select
        sku_id,
        coalesce(category, 'unknown') as category,
        coalesce(subcategory, 'unknown') as subcategory
    from "core"."dim_product"
    where is_last_known
),

category as (
    select * from product
    union all
    select
        sku_id,
        category,
        'ALL' as subcategory
    from product
),

line as (
    select
        *,
        cast(date_trunc('month', business_date) as date) as month_start,
        coalesce(member_uid, identifier_hash, order_key) as buyer_id
    from "core"."fct_order_line"
    where not is_cancelled and paid_fen > refund_fen and community_id is not null
),

month_line as (
    select * from line
    where cast(month_start + interval '1' month as date) <= ((select as_of_date from "control"."run") + 1)
),

total as (
    select
        month_start,
        community_id,
        count(distinct order_key) as orders
    from month_line
    group by month_start, community_id
),

counted as (
    select
        month_line.month_start,
        month_line.community_id,
        category.category,
        category.subcategory,
        count(distinct month_line.order_key) as category_orders,
        count(distinct month_line.buyer_id) as category_buyers
    from month_line
    inner join category on month_line.sku_id = category.sku_id
    group by month_line.month_start, month_line.community_id, category.category, category.subcategory
),

sold as (
    select distinct
        month_start,
        category,
        subcategory
    from counted
),

cell as (
    select
        total.month_start,
        total.community_id,
        sold.category,
        sold.subcategory,
        total.orders,
        coalesce(counted.category_orders, 0) as category_orders,
        coalesce(counted.category_buyers, 0) as category_buyers,
        coalesce(counted.category_buyers, 0) < 5 as is_small,
        sum(total.orders) over of_category as all_orders,
        sum(coalesce(counted.category_orders, 0)) over of_category as all_category_orders
    from total
    inner join sold on total.month_start = sold.month_start
    left join counted
        on
            total.month_start = counted.month_start
            and total.community_id = counted.community_id
            and sold.category = counted.category
            and sold.subcategory = counted.subcategory
    window of_category as (partition by total.month_start, sold.category, sold.subcategory)
),

judged as (
    select
        *,
        (
            is_small
            or (
                count(*) filter (where is_small) over (partition by month_start, category, subcategory) > 0
                and (
                    count(*) filter (where is_small) over (partition by month_start, category, subcategory) = 1
                    or sum(case when is_small then category_buyers else 0 end) over (partition by month_start, category, subcategory)
                    < 5
                )
                and row_number() over (
                    partition by month_start, category, subcategory order by is_small, category_buyers, community_id
                ) = 1
            )
        ) as is_withheld,
        cast(category_orders as double) / orders as share,
        cast(all_category_orders as double) / all_orders as overall_share
    from cell
)

select
    month_start,
    community_id,
    category,
    subcategory,
    orders,
    case when not is_withheld then category_orders end as category_orders,
    case when not is_withheld then category_buyers end as category_buyers,
    case when not is_withheld then share end as share,
    cast(all_orders as bigint) as all_orders,
    cast(all_category_orders as bigint) as all_category_orders,
    overall_share,
    case
        when not is_withheld and orders >= 30
            then 100 * share / overall_share
    end as category_index,
    is_withheld,
    case
        when is_withheld then 'small_cell'
        when orders < 30 then 'too_few'
    end as null_reason
from judged
order by month_start, community_id, category, subcategory
