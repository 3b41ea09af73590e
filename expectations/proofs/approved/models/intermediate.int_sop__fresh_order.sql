-- grain: order_key. A member's community order with something fresh in it, whether a message followed on the
-- day for the recipe, and whether the member ordered again.
with product as (
    select * from "core"."dim_product" where is_last_known
),

orders as (
    select
        line.order_key,
        line.member_uid,
        min(line.business_date) as business_date,
        bool_or(coalesce(product.is_fresh, false)) as is_fresh
    from "core"."fct_order_line" as line
    left join product on line.sku_id = product.sku_id
    where line.member_uid is not null and not line.is_cancelled and line.paid_at is not null
    group by line.order_key, line.member_uid
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
),

send as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        channel,
        coalesce(is_manual, false) as is_manual,
        coalesce(sent_at, planned_at) as sent_at,
        business_date
    from "core"."fct_outreach"
    where is_reached and chat_id is null and coalesce(member_uid, identifier_hash) is not null
),

sent as (
    select distinct
        person_id,
        business_date
    from send
    where channel <> 'mass_private'
),

reordered as (
    select distinct orders.order_key
    from orders
    inner join orders as later
        on
            orders.member_uid = later.member_uid
            and orders.business_date < later.business_date
            and (orders.business_date + 14) >= later.business_date
    where orders.is_fresh
)

select
    orders.order_key,
    orders.member_uid,
    anchor.home_mall_id as mall_id,
    orders.business_date,
    (orders.business_date + 3) as recipe_on,
    sent.person_id is not null as is_recipe_sent,
    case when sent.person_id is not null then 'sent' else 'not_sent' end as recipe,
    reordered.order_key is not null as is_reordered
from orders
left join anchor on orders.member_uid = anchor.member_uid
left join sent
    on
        orders.member_uid = sent.person_id
        and (orders.business_date + 3) = sent.business_date
left join reordered on orders.order_key = reordered.order_key
where orders.is_fresh and orders.business_date <= (select as_of_date from "control"."run")
