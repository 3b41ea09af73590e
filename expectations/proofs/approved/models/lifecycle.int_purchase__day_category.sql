-- grain: member_uid, business_date, category. What kinds of goods a member bought on a purchase-day. The
-- category of a line is its product's; where the product is unknown, as in most shops of a mall, it is the
-- shop's.
with ticket as (
    select * from "intermediate"."int_purchase__ticket"
    where member_uid is not null and is_purchase and business_date <= (select as_of_date from "control"."run")
),

line as (
    select * from "staging"."stg_pos_sales__line"
),

duplicate as (
    select * from "intermediate"."int_purchase__duplicate_ticket"
),

product as (
    select * from "core"."dim_product" where is_last_known
),

-- A ticket that its file repeats k times brings each category k times over, so the sum divides evenly.
bought as (
    select
        ticket.member_uid,
        ticket.business_date,
        coalesce(product.category, ticket.shop_category, 'unknown') as category,
        coalesce(duplicate.block_count, 1) as block_count,
        sum(line.net_fen) as net_fen
    from ticket
    inner join line on ticket.ticket_id = line.ticket_id
    left join duplicate on ticket.ticket_id = duplicate.ticket_id
    left join product on line.sku_id = product.sku_id
    group by
        ticket.member_uid,
        ticket.business_date,
        coalesce(product.category, ticket.shop_category, 'unknown'),
        coalesce(duplicate.block_count, 1)
)

select
    member_uid,
    business_date,
    category,
    cast(sum(cast(net_fen / block_count as bigint)) as bigint) as net_fen
from bought
group by member_uid, business_date, category
