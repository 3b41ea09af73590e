-- One row per source_feed and source_key: a till ticket, sale or return.

with ticket as (
    select * from "intermediate"."int_purchase__ticket" where source_feed = 'pos_sales'
)

select
    source_feed,
    ticket_id as source_key,
    identifier_type,
    identifier_hash,
    case ticket_kind when 'return' then 'ticket_return' else 'ticket' end as touchpoint_type,
    cast(null as varchar) as entry_id,
    mall_id,
    sold_at as occurred_at,
    business_date,
    delivered_on
from ticket
