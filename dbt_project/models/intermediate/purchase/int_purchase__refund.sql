-- One row per return_ticket_id: a returned ticket and the sale that it takes back.
-- The original is the latest earlier sale of that number in the store; without one the return stands alone.

with ticket as (
    select * from {{ ref('int_purchase__till_ticket') }}
),

candidate as (
    select
        returned.ticket_id as return_ticket_id,
        sale.ticket_id as original_ticket_id,
        -returned.net_fen as refund_fen,
        sale.business_date as sold_on,
        returned.business_date as returned_on,
        row_number() over (
            partition by returned.ticket_id
            order by sale.sold_local desc, sale.till_no desc, sale.ticket_id desc
        ) as preference
    from ticket as returned
    inner join ticket as sale
        on
            returned.store_code = sale.store_code
            and returned.original_ticket_no = sale.ticket_no
            and returned.sold_local >= sale.sold_local
    where returned.ticket_kind = 'return' and sale.ticket_kind = 'sale'
),

final as (
    select
        return_ticket_id,
        original_ticket_id,
        refund_fen,
        sold_on,
        returned_on,
        returned_on = sold_on as is_same_day,
        returned_on < sold_on + {{ var('refund_reversal_days') }} as is_in_reversal_window
    from candidate
    where preference = 1
)

select * from final
