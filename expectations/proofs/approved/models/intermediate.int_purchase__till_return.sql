-- One row per return_ticket_id: a return at a till and the sale that it names. Numbers begin anew each day
-- and at each till, so of the earlier sales of that number in the store the one that holds all the goods
-- brought back, at their prices, is meant, the latest of several; without one the latest of all. A return
-- that finds none is not here.

with ticket as (
    select * from "intermediate"."int_purchase__till_ticket"
),

line as (
    select * from "staging"."stg_pos_sales__line"
),

named as (
    select
        returned.ticket_id as return_ticket_id,
        sale.ticket_id as original_ticket_id,
        sale.sold_local,
        sale.till_no
    from ticket as returned
    inner join ticket as sale
        on
            returned.store_code = sale.store_code
            and returned.original_ticket_no = sale.ticket_no
            and returned.sold_local >= sale.sold_local
    where returned.ticket_kind = 'return' and sale.ticket_kind = 'sale'
),

goods as (
    select distinct
        ticket_id,
        coalesce(sku_id, item_name) as article,
        unit_price_fen
    from line
),

brought_back as (
    select
        *,
        count(*) over (partition by ticket_id) as articles
    from goods
    where ticket_id in (select named.return_ticket_id from named)
),

holding as (
    select
        named.return_ticket_id,
        named.original_ticket_id
    from named
    inner join brought_back on named.return_ticket_id = brought_back.ticket_id
    inner join goods as sold
        on
            named.original_ticket_id = sold.ticket_id
            and brought_back.article = sold.article
            and abs(brought_back.unit_price_fen) = abs(sold.unit_price_fen)
    group by named.return_ticket_id, named.original_ticket_id
    having count(*) = max(brought_back.articles)
),

ordered as (
    select
        named.*,
        row_number() over (
            partition by named.return_ticket_id
            order by
                case when holding.original_ticket_id is not null then 0 else 1 end asc,
                named.sold_local desc,
                named.till_no desc,
                named.original_ticket_id desc
        ) as preference
    from named
    left join holding
        on
            named.return_ticket_id = holding.return_ticket_id
            and named.original_ticket_id = holding.original_ticket_id
)

select
    return_ticket_id,
    original_ticket_id
from ordered
where preference = 1
