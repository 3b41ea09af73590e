-- One row per ticket_id: a till ticket, its lines added up, on the till's own clock. Incremental:
-- tickets that come from another file than before, or from the same one delivered on another day, are
-- added up again.


with all_line as (
    select * from "staging"."stg_pos_sales__line"
),


line as (
    select * from all_line
),


added_up as (
    select
        ticket_id,
        min_by(store_code, line_no) as store_code,
        min_by(till_date, line_no) as till_date,
        min_by(till_no, line_no) as till_no,
        min_by(ticket_no, line_no) as ticket_no,
        min_by(till_time, line_no) as till_time,
        min_by(original_ticket_no, line_no) as original_ticket_no,
        min_by(card_no_hash, line_no) as card_no_hash,
        min_by(phone_hash, line_no) as phone_hash,
        min_by(payment_method, line_no) as payment_method,
        min_by(file_id, line_no) as file_id,
        min(delivered_on) as delivered_on,
        count(*) as line_count,
        count(distinct sku_id) < count(*) as has_repeated_sku,
        bool_or(ticket_kind = 'sale') as has_sale_line,
        coalesce(sum(case when ticket_kind = 'sale' then net_fen end), 0) as sold_fen,
        coalesce(sum(case when ticket_kind = 'return' then net_fen end), 0) as returned_fen,
        coalesce(sum(case when ticket_kind = 'sale' then discount_fen end), 0) as sold_discount_fen,
        coalesce(sum(case when ticket_kind = 'return' then discount_fen end), 0) as returned_discount_fen,
        coalesce(sum(case when ticket_kind = 'sale' then quantity end), 0) as sold_quantity,
        coalesce(sum(case when ticket_kind = 'return' then quantity end), 0) as returned_quantity
    from line
    group by ticket_id
),

-- The kind decides, not the sign: tills write returns as negative or as positive amounts.
final as (
    select
        ticket_id,
        store_code,
        till_date,
        till_no,
        ticket_no,
        till_date + till_time as sold_local,
        case when has_sale_line then 'sale' else 'return' end as ticket_kind,
        original_ticket_no,
        card_no_hash,
        phone_hash,
        payment_method,
        cast(line_count as bigint) as line_count,
        has_repeated_sku,
        cast(sold_quantity - abs(returned_quantity) as decimal(18, 4)) as quantity,
        cast(sold_discount_fen - abs(returned_discount_fen) as bigint) as discount_fen,
        cast(sold_fen - abs(returned_fen) as bigint) as net_fen,
        file_id,
        delivered_on
    from added_up
)

select * from final
