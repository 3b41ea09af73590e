-- One row per coupon_code of a redemption with a ticket: the sales that it brought (B11). Redemptions on
-- one ticket share its net in equal parts of a fen, the rest going to the first of them. `halo_fen` is
-- kept apart: the member's other tickets of that mall and day without a redemption, shared the same way.

with redemption as (
    select * from "intermediate"."int_benefit__state" where state = 'redeemed'
),

ticket as (
    select * from "intermediate"."int_purchase__ticket" where ticket_kind = 'sale'
),

linked as (
    select
        link.coupon_code,
        link.ticket_id,
        link.link_kind,
        redemption.member_uid,
        redemption.business_date as redeemed_on,
        ticket.mall_id,
        ticket.business_date,
        ticket.purchase_fen,
        count(*) over (partition by link.ticket_id) as coupons_on_ticket,
        row_number() over (
            partition by link.ticket_id order by redemption.state_at asc, link.coupon_code asc
        ) as order_on_ticket,
        count(*) over (
            partition by redemption.member_uid, ticket.mall_id, ticket.business_date
        ) as coupons_of_day,
        row_number() over (
            partition by redemption.member_uid, ticket.mall_id, ticket.business_date
            order by redemption.state_at asc, link.coupon_code asc
        ) as order_of_day
    from "intermediate"."int_benefit__link" as link
    inner join redemption on link.coupon_code = redemption.coupon_code
    inner join ticket on link.ticket_id = ticket.ticket_id
),

ticket_with_coupon as (
    select distinct ticket_id from linked
),

halo as (
    select
        ticket.member_uid,
        ticket.mall_id,
        ticket.business_date,
        cast(sum(ticket.purchase_fen) as bigint) as halo_fen
    from ticket
    left join ticket_with_coupon on ticket.ticket_id = ticket_with_coupon.ticket_id
    where
        ticket.member_uid is not null
        and ticket.purchase_fen > 0
        and ticket_with_coupon.ticket_id is null
    group by ticket.member_uid, ticket.mall_id, ticket.business_date
),

final as (
    select
        linked.coupon_code,
        linked.ticket_id,
        linked.link_kind,
        linked.member_uid,
        linked.redeemed_on as business_date,
        cast(
        (linked.purchase_fen - linked.purchase_fen % linked.coupons_on_ticket) / linked.coupons_on_ticket
        + case when linked.order_on_ticket = 1 then linked.purchase_fen % linked.coupons_on_ticket else 0 end
        as bigint
    )
            as attributed_fen,
        cast(
        (coalesce(halo.halo_fen, 0) - coalesce(halo.halo_fen, 0) % linked.coupons_of_day) / linked.coupons_of_day
        + case when linked.order_of_day = 1 then coalesce(halo.halo_fen, 0) % linked.coupons_of_day else 0 end
        as bigint
    )
            as halo_fen
    from linked
    left join halo
        on
            linked.member_uid = halo.member_uid
            and linked.mall_id = halo.mall_id
            and linked.business_date = halo.business_date
)

select * from final
