-- One row per ticket_id and line_no: a line of a till ticket, of the latest file that delivers the ticket.
-- The ticket is the document: a later file replaces it whole. Incremental: tickets touched by a new file are
-- taken anew from all files in scope.
{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='ticket_id',
        on_schema_change='fail'
    )
}}

with delivery as (
    select
        file_id,
        delivered_on,
        delivery_rank,
        is_new
    from {{ source('control', 'delivery') }}
    where feed = 'pos_sales'
),

delivered as (
    select
        {{ ticket_id('feed_row') }} as ticket_id,
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank,
        delivery.is_new
    from {{ source('raw', 'pos_sales') }} as feed_row
    inner join delivery on feed_row._file_id = delivery.file_id
),

ticket_in_file as (
    select
        ticket_id,
        delivery_rank,
        min(file_row_number) as first_row_number,
        bool_or(is_new) as is_new
    from delivered
    group by ticket_id, delivery_rank
),

latest_file as (
    select
        ticket_id,
        max(delivery_rank) as delivery_rank
    from ticket_in_file
    group by ticket_id
    {% if is_incremental() %}
    having bool_or(is_new)
    {% endif %}
),

winner as (
    select ticket_in_file.*
    from ticket_in_file
    inner join latest_file
        on
            ticket_in_file.ticket_id = latest_file.ticket_id
            and ticket_in_file.delivery_rank = latest_file.delivery_rank
),

final as (
    select
        delivered.ticket_id,
        -- A file lies unbroken in its batch, so the distance from the ticket's first line is the file's own.
        1 + delivered.file_row_number - winner.first_row_number as line_no,
        delivered.store_code,
        delivered.till_date,
        delivered.till_no,
        delivered.ticket_no,
        delivered.till_time,
        delivered.ticket_kind,
        delivered.original_ticket_no,
        delivered.card_no_hash,
        delivered.sku_id,
        delivered.item_name,
        delivered.quantity,
        delivered.unit_price_fen,
        delivered.discount_fen,
        delivered.net_fen,
        delivered.payment_method,
        delivered._file_id as file_id,
        delivered.delivered_on
    from delivered
    inner join winner
        on
            delivered.ticket_id = winner.ticket_id
            and delivered.delivery_rank = winner.delivery_rank
)

select * from final
