-- One row per ticket_id: a ticket, sale or return, with its member where one is known. Tills, payment
-- services, voucher platforms and community orders tell of tickets; what several of them tell is counted
-- once.

with ticket as (
    select * from "intermediate"."int_purchase__ticket"
),

final as (
    select
        ticket.ticket_id,
        ticket.member_uid,
        ticket.mall_id,
        ticket.shop_id,
        ticket.shop_category,
        layer_interval.layer,
        ticket.store_code,
        ticket.till_no,
        ticket.ticket_no,
        ticket.till_date,
        ticket.business_date,
        ticket.sold_at,
        ticket.ticket_kind,
        ticket.gross_fen,
        ticket.discount_fen,
        ticket.net_fen,
        ticket.refund_fen,
        ticket.same_day_refund_fen,
        ticket.purchase_fen,
        ticket.is_purchase,
        ticket.original_ticket_id,
        ticket.payment_method,
        ticket.line_count,
        ticket.quantity,
        ticket.source_feed,
        ticket.other_feeds,
        ticket.identifier_type,
        ticket.identifier_hash,
        ticket.delivered_on
    from ticket
    left join "lifecycle"."int_member__layer_interval" as layer_interval
        on
            ticket.member_uid = layer_interval.member_uid
            and ticket.business_date >= layer_interval.valid_from
            and ticket.business_date < coalesce(layer_interval.valid_to, date '9999-12-31')
)

select * from final
