-- One row per source_feed and source_key: a ticket in a mall that names a member. Any ticket proves a
-- visit, also one without net, and a return made at a till; a refund by a payment service, a voucher
-- (which is a redemption) and an order from home do not.

select
    'ticket' as evidence_kind,
    source_feed,
    ticket_id as source_key,
    member_uid,
    mall_id,
    shop_id,
    sold_at as seen_at,
    business_date
from "intermediate"."int_purchase__ticket"
where
    member_uid is not null
    and mall_id is not null
    and (source_feed = 'pos_sales' or ticket_kind = 'sale')
    and source_feed not in ('voucher_douyin', 'voucher_meituan', 'groupbuy_order')
