-- One row per return_ticket_id: a return at a till and the sale that it names. The original is the latest
-- earlier sale of that number in the store; a return that finds none is not here.

with ticket as (
    select * from {{ ref('int_purchase__till_ticket') }}
),

candidate as (
    select
        returned.ticket_id as return_ticket_id,
        sale.ticket_id as original_ticket_id,
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
)

select
    return_ticket_id,
    original_ticket_id
from candidate
where preference = 1
