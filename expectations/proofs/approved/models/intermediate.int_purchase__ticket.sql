-- One row per ticket_id: a ticket of a till, a payment service, a voucher platform or a community order,
-- with its member and with what was refunded of it until the as-of day. What several feeds tell is one
-- ticket (int_purchase__same_ticket). A till's card tells the member, else who paid the payment that it
-- goes with, else the phone.

with matched as (
    select
        same_ticket.kept_ticket_id as ticket_id,
        string_agg(distinct same_ticket.source_feed, ';' order by same_ticket.source_feed) as other_feeds,
        min_by(
            record.openid_hash,
            row(
                case same_ticket.source_feed when 'wechatpay_circle' then 1 else 2 end,
                same_ticket.source_key
            )
        ) as openid_hash
    from "intermediate"."int_purchase__same_ticket" as same_ticket
    inner join "intermediate"."int_payment__record" as record
        on
            same_ticket.source_feed = record.source_feed
            and same_ticket.source_key = record.source_key
    where same_ticket.source_feed <> same_ticket.kept_feed
    group by same_ticket.kept_ticket_id
),

ticket as (
    select
        till.ticket_id,
        till.store_code,
        till.till_date,
        till.till_no,
        till.ticket_no,
        till.shop_id,
        till.shop_category,
        till.mall_id,
        till.sold_at,
        till.business_date,
        till.ticket_kind,
        case
            when till.card_no_hash is not null then 'card_no'
            when matched.openid_hash is not null then 'openid'
            when till.phone_hash is not null then 'phone'
        end as identifier_type,
        coalesce(till.card_no_hash, matched.openid_hash, till.phone_hash) as identifier_hash,
        till.payment_method,
        till.line_count,
        till.quantity,
        till.gross_fen,
        till.discount_fen,
        till.net_fen,
        till.delivered_on,
        'pos_sales' as source_feed,
        matched.other_feeds
    from "intermediate"."int_purchase__till_ticket" as till
    left join matched on till.ticket_id = matched.ticket_id
    union all
    select
        external.ticket_id,
        cast(null as varchar) as store_code,
        external.business_date as till_date,
        cast(null as varchar) as till_no,
        external.ticket_no,
        external.shop_id,
        external.shop_category,
        external.mall_id,
        external.sold_at,
        external.business_date,
        external.ticket_kind,
        external.identifier_type,
        external.identifier_hash,
        external.payment_method,
        1 as line_count,
        cast(case external.ticket_kind when 'return' then -1 else 1 end as decimal(18, 4)) as quantity,
        external.gross_fen,
        external.discount_fen,
        external.net_fen,
        external.delivered_on,
        external.source_feed,
        matched.other_feeds
    from "intermediate"."int_purchase__external_ticket" as external
    left join matched on external.ticket_id = matched.ticket_id
),

refund as (
    select
        original_ticket_id,
        sum(refund_fen) as refund_fen,
        sum(case when is_same_day then refund_fen else 0 end) as same_day_refund_fen,
        sum(case when is_in_reversal_window then refund_fen else 0 end) as reversal_fen
    from "intermediate"."int_purchase__refund"
    group by original_ticket_id
),

original as (
    select
        return_ticket_id,
        original_ticket_id
    from "intermediate"."int_purchase__refund"
),

identifier as (
    select * from "identity"."int_identity__member_identifier"
),

joined as (
    select
        ticket.*,
        identifier.member_uid,
        original.original_ticket_id,
        cast(coalesce(refund.refund_fen, 0) as bigint) as refund_fen,
        cast(coalesce(refund.same_day_refund_fen, 0) as bigint) as same_day_refund_fen,
        cast(coalesce(refund.reversal_fen, 0) as bigint) as reversal_fen
    from ticket
    left join identifier
        on
            ticket.identifier_type = identifier.identifier_type
            and ticket.identifier_hash = identifier.identifier_hash
            and coalesce(ticket.sold_at, timestamp '9999-12-30') >= identifier.valid_from
            and coalesce(ticket.sold_at, timestamp '9999-12-30') < identifier.valid_to
    left join refund on ticket.ticket_id = refund.original_ticket_id
    left join original on ticket.ticket_id = original.return_ticket_id
),

final as (
    select
        ticket_id,
        member_uid,
        mall_id,
        shop_id,
        shop_category,
        store_code,
        till_no,
        ticket_no,
        till_date,
        business_date,
        sold_at,
        ticket_kind,
        gross_fen,
        discount_fen,
        net_fen,
        refund_fen,
        same_day_refund_fen,
        net_fen - same_day_refund_fen as purchase_fen,
        (
            ticket_kind = 'sale'
            and net_fen - same_day_refund_fen > 0
            and net_fen - reversal_fen > 0
        ) as is_purchase,
        original_ticket_id,
        payment_method,
        line_count,
        quantity,
        source_feed,
        other_feeds,
        identifier_type,
        identifier_hash,
        delivered_on
    from joined
)

select * from final
