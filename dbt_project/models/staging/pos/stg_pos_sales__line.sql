-- One row per ticket_id and line_no: a line of a till ticket, of the latest file that delivers the ticket.
-- The ticket is the document: a later file replaces it whole. A ticket that one file holds twice, line by line
-- the same, keeps its first block; the lines of the other blocks stay here as `is_repeat` for the quarantine.
-- Incremental: tickets touched by a new file are taken anew from all files in scope.
{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='ticket_id',
        on_schema_change='fail'
    )
}}

with delivery as (
    select * from {{ source('control', 'delivery') }} where feed = 'pos_sales'
),

delivered as (
    select
        {{ ticket_id('feed_row') }} as ticket_id,
        feed_row.* exclude (filename),
        delivery.delivered_on,
        delivery.delivery_rank,
        delivery.is_new
    from {{ source('raw', 'pos_sales') }} as feed_row
    inner join delivery on feed_row._file_id = delivery.file_id
),

winning_file as (
    select
        ticket_id,
        max(delivery_rank) as delivery_rank
    from delivered
    group by ticket_id
    {% if is_incremental() %}
    having bool_or(is_new)
    {% endif %}
),

line as (
    select
        delivered.*,
        row_number() over (
            partition by delivered.ticket_id order by delivered.file_row_number
        ) as line_no,
        {{ row_fingerprint([
            'till_time', 'ticket_kind', 'original_ticket_no', 'card_no_hash', 'sku_id', 'item_name',
            'quantity', 'unit_price_fen', 'discount_fen', 'net_fen', 'payment_method'
        ]) }} as content
    from delivered
    inner join winning_file
        on
            delivered.ticket_id = winning_file.ticket_id
            and delivered.delivery_rank = winning_file.delivery_rank
)

select * from line
