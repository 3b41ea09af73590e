-- One row per ticket_id: a till ticket with its member and with what was refunded of it until the as-of
-- day.

with ticket as (
    select * from {{ ref('int_purchase__till_ticket') }}
),

refund as (
    select
        original_ticket_id,
        sum(refund_fen) as refund_fen,
        sum(case when is_same_day then refund_fen else 0 end) as same_day_refund_fen,
        sum(case when is_in_reversal_window then refund_fen else 0 end) as reversal_fen
    from {{ ref('int_purchase__refund') }}
    group by original_ticket_id
),

original as (
    select
        return_ticket_id,
        original_ticket_id
    from {{ ref('int_purchase__refund') }}
),

card as (
    select * from {{ ref('int_identity__member_identifier') }} where identifier_type = 'card_no'
),

joined as (
    select
        ticket.*,
        card.member_uid,
        original.original_ticket_id,
        cast(coalesce(refund.refund_fen, 0) as bigint) as refund_fen,
        cast(coalesce(refund.same_day_refund_fen, 0) as bigint) as same_day_refund_fen,
        cast(coalesce(refund.reversal_fen, 0) as bigint) as reversal_fen
    from ticket
    left join card on ticket.card_no_hash = card.identifier_hash
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
        'pos_sales' as source_feed,
        case when card_no_hash is not null then 'card_no' end as identifier_type,
        card_no_hash as identifier_hash,
        delivered_on
    from joined
)

select * from final
