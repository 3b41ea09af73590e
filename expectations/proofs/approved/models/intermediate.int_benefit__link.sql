-- One row per coupon_code of a redemption that a ticket goes with, and how the two were found to. The
-- ticket that the redemption names; else the same member, shop and date; else the same member, mall and
-- date. Of several tickets the largest net wins, then the earliest; of several of one number the nearest
-- in time.

with redemption as (
    select * from "intermediate"."int_benefit__state" where state = 'redeemed'
),

sale as (
    select * from "intermediate"."int_purchase__ticket" where ticket_kind = 'sale'
),

-- Ticket numbers begin anew each day: a number means a ticket of the shop (or mall) of about that hour.
named as (
    select
        redemption.coupon_code,
        sale.ticket_id,
        1 as link_order,
        'named_ticket' as link_kind,
        row_number() over (
            partition by redemption.coupon_code
            order by
                abs(date_diff('second', redemption.state_at, sale.sold_at)) asc,
                sale.ticket_id asc
        ) as preference
    from redemption
    inner join sale
        on
            redemption.order_no = sale.ticket_no
            and redemption.mall_id = sale.mall_id
            and coalesce(redemption.shop_id, sale.shop_id) = sale.shop_id
            and abs(date_diff('day', redemption.business_date, sale.business_date)) <= 1
),

same_shop as (
    select
        redemption.coupon_code,
        sale.ticket_id,
        2 as link_order,
        'same_shop' as link_kind,
        row_number() over (
            partition by redemption.coupon_code
            order by sale.purchase_fen desc, sale.sold_at asc, sale.ticket_id asc
        ) as preference
    from redemption
    inner join sale
        on
            redemption.member_uid = sale.member_uid
            and redemption.shop_id = sale.shop_id
            and redemption.business_date = sale.business_date
    where sale.purchase_fen > 0
),

same_mall as (
    select
        redemption.coupon_code,
        sale.ticket_id,
        3 as link_order,
        'same_mall' as link_kind,
        row_number() over (
            partition by redemption.coupon_code
            order by sale.purchase_fen desc, sale.sold_at asc, sale.ticket_id asc
        ) as preference
    from redemption
    inner join sale
        on
            redemption.member_uid = sale.member_uid
            and redemption.mall_id = sale.mall_id
            and redemption.business_date = sale.business_date
    where sale.purchase_fen > 0
),

candidate as (
    select * from named
    where preference = 1
    union all
    select * from same_shop
    where preference = 1
    union all
    select * from same_mall
    where preference = 1
),

ordered as (
    select
        *,
        row_number() over (partition by coupon_code order by link_order) as link_preference
    from candidate
),

final as (
    select
        coupon_code,
        ticket_id,
        link_kind
    from ordered
    where link_preference = 1
)

select * from final
