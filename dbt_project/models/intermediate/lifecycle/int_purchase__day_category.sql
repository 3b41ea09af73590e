-- grain: member_uid, business_date, category. What kinds of goods a member bought on a purchase-day. The
-- category of a line is its product's; where the product is unknown, as in most shops of a mall, it is the
-- shop's.
with ticket as (
    select * from {{ ref('int_purchase__ticket') }}
    where member_uid is not null and is_purchase and business_date <= {{ as_of_date() }}
),

line as (
    select * from {{ ref('stg_pos_sales__line') }}
),

product as (
    select * from {{ ref('int_master__product') }} where is_last_known
)

select
    ticket.member_uid,
    ticket.business_date,
    coalesce(product.category, ticket.shop_category, 'unknown') as category,
    cast(sum(line.net_fen) as bigint) as net_fen
from ticket
inner join line on ticket.ticket_id = line.ticket_id
left join product on line.sku_id = product.sku_id
group by ticket.member_uid, ticket.business_date, coalesce(product.category, ticket.shop_category, 'unknown')
