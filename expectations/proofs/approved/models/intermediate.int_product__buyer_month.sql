-- grain: month_start, member_uid. A member who bought articles that the master of products knows, whether any
-- of them was own-brand, imported or organic, and whether the member had been to an event before the month.
with product as (
    select
        sku_id,
        coalesce(is_own_brand, false) as is_own_brand,
        coalesce(is_imported, false) as is_imported,
        coalesce(is_organic, false) as is_organic
    from "core"."dim_product"
    where is_last_known
),

ticket as (
    select * from "intermediate"."int_purchase__ticket"
    where member_uid is not null and is_purchase and business_date <= (select as_of_date from "control"."run")
),

-- Community orders are tickets as well; only their lines tell the articles.
line as (
    select
        ticket_id,
        sku_id
    from "staging"."stg_pos_sales__line"
    where sku_id is not null
    union
    select
        ticket_id,
        sku_id
    from "core"."fct_order_line"
    where sku_id is not null and not is_cancelled
),

bought as (
    select
        ticket.member_uid,
        cast(date_trunc('month', ticket.business_date) as date) as month_start,
        bool_or(product.is_own_brand) as has_own_brand,
        bool_or(product.is_imported) as has_imported,
        bool_or(product.is_organic) as has_organic
    from ticket
    inner join line on ticket.ticket_id = line.ticket_id
    inner join product on line.sku_id = product.sku_id
    group by ticket.member_uid, cast(date_trunc('month', ticket.business_date) as date)
),

first_event as (
    select
        member_uid,
        min(held_on) as first_event_on
    from "intermediate"."int_event__guest"
    where has_come_known
    group by member_uid
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
)

select
    concat(bought.member_uid, '|', cast(bought.month_start as varchar)) as buyer_month_id,
    bought.month_start,
    bought.member_uid,
    anchor.home_mall_id as mall_id,
    case
        when first_event.first_event_on < bought.month_start then 'participant'
        else 'other'
    end as participation,
    bought.has_own_brand,
    bought.has_imported,
    bought.has_organic,
    bought.has_own_brand or bought.has_imported or bought.has_organic as has_high_margin
from bought
left join first_event on bought.member_uid = first_event.member_uid
left join anchor on bought.member_uid = anchor.member_uid
