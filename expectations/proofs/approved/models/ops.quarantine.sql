-- One row per feed, file_id and quarantine_no: something delivered that was kept out, why, and a masked
-- excerpt. What ingestion refused, and the till tickets that a file holds more than once.

with refused as (
    select * from "manifest"."quarantine" where delivered_on <= (select as_of_date from "control"."run")
),

duplicate_ticket as (
    select * from "intermediate"."int_purchase__duplicate_ticket"
),

delivery as (
    select * from "control"."delivery" where feed = 'pos_sales'
),

gathered as (
    select
        feed,
        file_id,
        path,
        delivered_on,
        line,
        byte_offset,
        reason,
        column_name,
        excerpt
    from refused
    union all
    select
        delivery.feed,
        delivery.file_id,
        delivery.path,
        delivery.delivered_on,
        cast(null as bigint) as line,
        cast(null as bigint) as byte_offset,
        'duplicate_ticket' as reason,
        cast(null as varchar) as column_name,
        'block of ' || cast(duplicate_ticket.block_lines as varchar)
        || ' lines, ' || cast(duplicate_ticket.block_count as varchar) || ' times' as excerpt
    from duplicate_ticket
    inner join delivery on duplicate_ticket.file_id = delivery.file_id
),

final as (
    select
        feed,
        file_id,
        row_number() over (
            partition by feed, file_id
            order by
                line asc nulls first,
                byte_offset asc nulls first,
                reason asc,
                column_name asc nulls first,
                excerpt asc nulls first,
                path asc
        ) as quarantine_no,
        path,
        delivered_on,
        line,
        byte_offset,
        reason,
        column_name,
        excerpt
    from gathered
)

select * from final
