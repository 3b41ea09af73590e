-- grain: month_start, brand. What a brand's shops saw in a month that is over, and of whom: tickets and
-- those with a member, buyers and redeemers, what redemptions brought and cost, members who joined by the
-- brand or bought there for the first time. `ALL` is every brand. Nothing is withheld here.
with shop as (
    select
        shop_id,
        brand
    from "core"."dim_shop"
    where is_last_known and brand is not null
),

branded as (
    select * from shop
    union all
    select
        shop_id,
        'ALL' as brand
    from shop
),

ticket as (
    select
        branded.brand,
        purchase.*
    from "core"."fct_purchase" as purchase
    inner join branded on purchase.shop_id = branded.shop_id
),

first_purchase as (
    select
        brand,
        member_uid,
        min(business_date) as first_on
    from ticket
    where is_purchase and member_uid is not null
    group by brand, member_uid
),

sale as (
    select
        ticket.brand,
        cast(date_trunc('month', ticket.business_date) as date) as month_start,
        case when ticket.is_purchase then ticket.member_uid end as buyer_uid,
        case when first_purchase.first_on = ticket.business_date then ticket.member_uid end as new_buyer_uid,
        case when ticket.ticket_kind = 'sale' then 1 else 0 end as tickets,
        case
            when ticket.ticket_kind = 'sale' and ticket.member_uid is not null then 1
            else 0
        end as member_tickets,
        ticket.net_fen,
        case when ticket.member_uid is not null then ticket.net_fen else 0 end as member_net_fen,
        cast(null as varchar) as redeemer_uid,
        0 as redemptions,
        0 as attributed_fen,
        0 as benefit_cost_fen,
        cast(null as varchar) as joiner_uid
    from ticket
    left join first_purchase
        on
            ticket.brand = first_purchase.brand
            and ticket.member_uid = first_purchase.member_uid
            and ticket.is_purchase
),

redemption as (
    select
        branded.brand,
        cast(date_trunc('month', benefit.business_date) as date) as month_start,
        cast(null as varchar) as buyer_uid,
        cast(null as varchar) as new_buyer_uid,
        0 as tickets,
        0 as member_tickets,
        0 as net_fen,
        0 as member_net_fen,
        benefit.member_uid as redeemer_uid,
        1 as redemptions,
        coalesce(benefit.attributed_fen, 0) as attributed_fen,
        coalesce(benefit.cost_fen, 0) as benefit_cost_fen,
        cast(null as varchar) as joiner_uid
    from "core"."fct_benefit" as benefit
    inner join branded on benefit.shop_id = branded.shop_id
    where benefit.state = 'redeemed' and benefit.member_uid is not null
),

joiner as (
    select
        branded.brand,
        cast(date_trunc('month', origin.joined_on) as date) as month_start,
        cast(null as varchar) as buyer_uid,
        cast(null as varchar) as new_buyer_uid,
        0 as tickets,
        0 as member_tickets,
        0 as net_fen,
        0 as member_net_fen,
        cast(null as varchar) as redeemer_uid,
        0 as redemptions,
        0 as attributed_fen,
        0 as benefit_cost_fen,
        origin.member_uid as joiner_uid
    from "intermediate"."int_join__origin" as origin
    inner join branded on origin.shop_id = branded.shop_id
),

seen as (
    select * from sale
    union all
    select * from redemption
    union all
    select * from joiner
)

select
    month_start,
    brand,
    cast(coalesce(sum(tickets), 0) as bigint) as tickets,
    cast(coalesce(sum(member_tickets), 0) as bigint) as member_tickets,
    cast(coalesce(sum(net_fen), 0) as bigint) as net_fen,
    cast(coalesce(sum(member_net_fen), 0) as bigint) as member_net_fen,
    count(distinct coalesce(buyer_uid, redeemer_uid)) as members,
    count(distinct redeemer_uid) as redeemers,
    cast(coalesce(sum(redemptions), 0) as bigint) as redemptions,
    cast(coalesce(sum(attributed_fen), 0) as bigint) as attributed_fen,
    cast(coalesce(sum(benefit_cost_fen), 0) as bigint) as benefit_cost_fen,
    count(distinct new_buyer_uid) as new_buyers,
    count(distinct joiner_uid) as new_members
from seen
where cast(last_day(month_start) as date) <= (select as_of_date from "control"."run")
group by month_start, brand
