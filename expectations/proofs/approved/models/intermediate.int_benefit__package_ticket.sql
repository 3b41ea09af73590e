-- grain: ticket_id. A purchase that carries a coupon of a package, with how many categories of goods it has,
-- and how many the member bought of in the mall that day: a shop's ticket rarely has two, a round through the
-- mall may. The category of a line is its product's, else the shop's.
with item as (
    select
        benefit_id,
        pack_id
    from "core"."dim_benefit"
    where is_last_known and pack_id is not null
),

packaged as (
    select
        benefit.ticket_id,
        min(item.pack_id) as pack_id,
        count(*) as coupons
    from "core"."fct_benefit" as benefit
    inner join item on benefit.benefit_id = item.benefit_id
    where benefit.state = 'redeemed' and benefit.ticket_id is not null
    group by benefit.ticket_id
),

bought as (
    select * from "intermediate"."int_purchase__ticket"
    where is_purchase and business_date <= (select as_of_date from "control"."run")
),

-- The ticket itself, and those of its member's day.
of_day as (
    select
        packaged.ticket_id,
        packaged.ticket_id as other_ticket_id,
        bought.shop_category
    from packaged
    inner join bought on packaged.ticket_id = bought.ticket_id
    union
    select
        packaged.ticket_id,
        other.ticket_id as other_ticket_id,
        other.shop_category
    from packaged
    inner join bought on packaged.ticket_id = bought.ticket_id
    inner join bought as other
        on
            bought.member_uid = other.member_uid
            and bought.mall_id = other.mall_id
            and bought.business_date = other.business_date
),

product as (
    select * from "core"."dim_product" where is_last_known
),

counted as (
    select
        of_day.ticket_id,
        count(distinct case
            when of_day.other_ticket_id = of_day.ticket_id
                then coalesce(product.category, of_day.shop_category)
        end) as categories,
        count(distinct coalesce(product.category, of_day.shop_category)) as categories_of_day
    from of_day
    left join "staging"."stg_pos_sales__line" as line on of_day.other_ticket_id = line.ticket_id
    left join product on line.sku_id = product.sku_id
    group by of_day.ticket_id
)

select
    packaged.ticket_id,
    packaged.pack_id,
    packaged.coupons,
    bought.member_uid,
    bought.mall_id,
    bought.business_date,
    counted.categories,
    counted.categories_of_day
from packaged
inner join bought on packaged.ticket_id = bought.ticket_id
inner join counted on packaged.ticket_id = counted.ticket_id
