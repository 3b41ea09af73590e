-- One row per ticket_id that its file holds more than once: the same block of lines, k times over. A
-- block of one line counts only when other tickets lie between: two equal lines in a row are two
-- articles.

with suspect as (
    select line.*
    from "staging"."stg_pos_sales__line" as line
    inner join "intermediate"."int_pos__ticket" as ticket on line.ticket_id = ticket.ticket_id
    where ticket.has_repeated_sku
),

numbered as (
    select
        ticket_id,
        line_no,
        file_id,
        row_number() over (partition by ticket_id order by line_no) as position_no,
        count(*) over (partition by ticket_id) as line_count,
        md5(concat_ws(
        '|',
        coalesce(replace(cast(till_time as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(ticket_kind as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(original_ticket_no as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(card_no_hash as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(sku_id as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(item_name as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(quantity as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(unit_price_fen as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(discount_fen as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(net_fen as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(payment_method as varchar), '|', '||'), '|-')
    )) as content
    from suspect
),

-- A shift by m lines that meets its equal everywhere makes the ticket a repetition of its first m lines.
equal_shift as (
    select
        earlier.ticket_id,
        earlier.line_count,
        later.position_no - earlier.position_no as block_lines,
        count(*) as equal_lines,
        min(later.line_no - earlier.line_no) as distance
    from numbered as earlier
    inner join numbered as later
        on
            earlier.ticket_id = later.ticket_id
            and earlier.content = later.content
            and earlier.position_no < later.position_no
    group by earlier.ticket_id, earlier.line_count, later.position_no - earlier.position_no
),

period as (
    select
        ticket_id,
        line_count,
        min(block_lines) as block_lines
    from equal_shift
    where equal_lines = line_count - block_lines and line_count % block_lines = 0
    group by ticket_id, line_count
),

final as (
    select
        period.ticket_id,
        ticket.file_id,
        period.block_lines,
        cast(period.line_count / period.block_lines as bigint) as block_count,
        ticket.delivered_on
    from period
    inner join equal_shift
        on
            period.ticket_id = equal_shift.ticket_id
            and period.block_lines = equal_shift.block_lines
    inner join "intermediate"."int_pos__ticket" as ticket on period.ticket_id = ticket.ticket_id
    where period.block_lines > 1 or equal_shift.distance > 1
)

select * from final
