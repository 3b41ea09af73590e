-- One row per source_feed and source_key of a record of a payment service: the ticket that it is counted
-- with, and why. Till beats business circle beats bill. Records of one transaction (of one refund) are
-- one payment; a payment goes with a till ticket of the same shop and amount at about the time, or with
-- the return of the very ticket that was paid; else it is a ticket of its own.

with record as (
    select * from "intermediate"."int_payment__record"
),

payment as (
    select * from "intermediate"."int_payment__payment"
),

near as (
    select * from "intermediate"."int_purchase__near_payment"
),

till as (
    select * from "intermediate"."int_purchase__till_ticket"
),

-- Refunds and returns that no time brought together, of the same sale and amount, in order of time.
refund_left as (
    select
        refund.payment_key,
        near.ticket_id as original_ticket_id,
        refund.amount_fen,
        row_number() over (
            partition by near.ticket_id, refund.amount_fen
            order by refund.paid_at asc, refund.payment_key asc
        ) as order_no
    from payment as refund
    inner join payment as sale
        on
            refund.payment_system = sale.payment_system
            and refund.transaction_id = sale.transaction_id
            and sale.payment_kind = 'sale'
    inner join near on sale.payment_key = near.payment_key
    left join near as taken on refund.payment_key = taken.payment_key
    where refund.payment_kind = 'return' and taken.payment_key is null
),

return_left as (
    select
        till.ticket_id,
        till_return.original_ticket_id,
        -till.net_fen as amount_fen,
        row_number() over (
            partition by till_return.original_ticket_id, till.net_fen
            order by till.sold_at asc, till.ticket_id asc
        ) as order_no
    from "intermediate"."int_purchase__till_return" as till_return
    inner join till on till_return.return_ticket_id = till.ticket_id
    left join near as taken on till.ticket_id = taken.ticket_id
    where taken.ticket_id is null
),

with_till as (
    select
        payment_key,
        ticket_id,
        'shop_amount_time' as match_rule
    from near
    union all
    select
        refund_left.payment_key,
        return_left.ticket_id,
        'refund_of_ticket' as match_rule
    from refund_left
    inner join return_left
        on
            refund_left.original_ticket_id = return_left.original_ticket_id
            and refund_left.amount_fen = return_left.amount_fen
            and refund_left.order_no = return_left.order_no
),

final as (
    select
        record.source_feed,
        record.source_key,
        record.payment_key,
        coalesce(with_till.ticket_id, md5('payment|' || record.payment_key)) as kept_ticket_id,
        case when with_till.ticket_id is not null then 'pos_sales' else payment.source_feed end as kept_feed,
        case
            when with_till.match_rule is not null then with_till.match_rule
            when record.source_feed = payment.source_feed and record.source_key = payment.source_key
                then 'own_ticket'
            when record.payment_kind = 'return' then 'refund_id'
            else 'transaction_id'
        end as match_rule,
        cast(
            date_diff('second', coalesce(till.sold_at, payment.paid_at), record.paid_at) / 60.0
            as decimal(18, 2)
        ) as minutes_apart
    from record
    inner join payment on record.payment_key = payment.payment_key
    left join with_till on record.payment_key = with_till.payment_key
    left join till on with_till.ticket_id = till.ticket_id
)

select * from final
