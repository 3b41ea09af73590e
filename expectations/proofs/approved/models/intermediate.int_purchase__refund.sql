-- One row per return_ticket_id: a returned ticket and the sale that it takes back. A refund takes back the
-- ticket that its transaction was counted with, since a transaction is one and ticket numbers come again;
-- else a till's return takes back the sale that it names, a cancelled voucher and a refunded order their
-- own. Without a sale the return stands alone.

with ticket as (
    select
        ticket_id,
        ticket_kind,
        business_date,
        net_fen
    from "intermediate"."int_purchase__till_ticket"
    union all
    select
        ticket_id,
        ticket_kind,
        business_date,
        net_fen
    from "intermediate"."int_purchase__external_ticket"
),

till_return as (
    select * from "intermediate"."int_purchase__till_return"
),

payment as (
    select * from "intermediate"."int_payment__payment"
),

kept as (
    select distinct
        payment_key,
        kept_ticket_id
    from "intermediate"."int_purchase__same_ticket"
),

payment_return as (
    select
        kept_refund.kept_ticket_id as return_ticket_id,
        min(kept_sale.kept_ticket_id) as original_ticket_id
    from payment as refund
    inner join payment as sale
        on
            refund.payment_system = sale.payment_system
            and refund.transaction_id = sale.transaction_id
            and sale.payment_kind = 'sale'
    inner join kept as kept_refund on refund.payment_key = kept_refund.payment_key
    inner join kept as kept_sale on sale.payment_key = kept_sale.payment_key
    where refund.payment_kind = 'return'
    group by kept_refund.kept_ticket_id
),

own_return as (
    select
        returned.ticket_id as return_ticket_id,
        sale.ticket_id as original_ticket_id
    from "intermediate"."int_purchase__external_ticket" as returned
    inner join "intermediate"."int_purchase__external_ticket" as sale
        on
            returned.source_feed = sale.source_feed
            and returned.source_key = sale.source_key
            and sale.ticket_kind = 'sale'
    where returned.ticket_kind = 'return'
),

candidate as (
    select
        return_ticket_id,
        original_ticket_id,
        2 as preference
    from till_return
    union all
    select
        return_ticket_id,
        original_ticket_id,
        1 as preference
    from payment_return
    union all
    select
        return_ticket_id,
        original_ticket_id,
        3 as preference
    from own_return
),

preferred as (
    select
        return_ticket_id,
        min_by(original_ticket_id, preference) as original_ticket_id
    from candidate
    group by return_ticket_id
),

final as (
    select
        preferred.return_ticket_id,
        preferred.original_ticket_id,
        -returned.net_fen as refund_fen,
        sale.business_date as sold_on,
        returned.business_date as returned_on,
        returned.business_date = sale.business_date as is_same_day,
        returned.business_date
        < sale.business_date + 30 as is_in_reversal_window
    from preferred
    inner join ticket as returned on preferred.return_ticket_id = returned.ticket_id
    inner join ticket as sale on preferred.original_ticket_id = sale.ticket_id
    where returned.ticket_kind = 'return' and sale.ticket_kind = 'sale'
)

select * from final
