-- One row per ticket_id and line_no: a line of a till ticket, of the latest file that delivers the
-- ticket. The ticket is the document: a later file replaces it whole. Incremental: tickets touched by a
-- new file are taken anew from all files in scope.


with feed_row as (
    select * from "raw"."pos_sales"
),

delivery as (
    select * from "control"."delivery" where feed = 'pos_sales'
),

ticket_in_file as (
    select
        store_code,
        till_date,
        till_no,
        ticket_no,
        _file_id as file_id,
        min(file_row_number) as first_row_number
    from feed_row
    group by store_code, till_date, till_no, ticket_no, _file_id
),

delivered_ticket as (
    select
        ticket_in_file.*,
        md5(concat_ws(
        chr(31),
        ticket_in_file.store_code,
        cast(ticket_in_file.till_date as varchar),
        ticket_in_file.till_no,
        ticket_in_file.ticket_no
    )) as ticket_id,
        delivery.delivered_on,
        delivery.delivery_rank,
        delivery.is_new
    from ticket_in_file
    inner join delivery on ticket_in_file.file_id = delivery.file_id
),

ordered as (
    select
        *,
        row_number() over (partition by ticket_id order by delivery_rank desc) as recency,
        bool_or(is_new) over (partition by ticket_id) as is_touched
    from delivered_ticket
),

winner as (
    select *
    from ordered
    where
        recency = 1
        
),

final as (
    select
        winner.ticket_id,
        -- A file lies unbroken in its batch, so the distance from the ticket's first line is the file's own.
        1 + feed_row.file_row_number - winner.first_row_number as line_no,
        feed_row.store_code,
        feed_row.till_date,
        feed_row.till_no,
        feed_row.ticket_no,
        feed_row.till_time,
        feed_row.ticket_kind,
        feed_row.original_ticket_no,
        feed_row.card_no_hash,
        feed_row.phone_hash,
        feed_row.sku_id,
        feed_row.item_name,
        feed_row.quantity,
        feed_row.unit_price_fen,
        feed_row.discount_fen,
        feed_row.net_fen,
        feed_row.payment_method,
        winner.file_id,
        winner.delivered_on
    from feed_row
    inner join winner
        on
            feed_row._file_id = winner.file_id
            and feed_row.store_code = winner.store_code
            and feed_row.till_date = winner.till_date
            and feed_row.till_no = winner.till_no
            and feed_row.ticket_no = winner.ticket_no
)

select * from final
