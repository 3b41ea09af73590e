-- grain: order_key. Community orders that a leader sold, each with its buyer and whether it is the first
-- that this buyer ever kept. A household is its buyer: the member, else the identifier, else the order.
with line as (
    select * from "core"."fct_order_line" where leader_id is not null
),

placed as (
    select
        order_key,
        min(leader_id) as leader_id,
        min(community_id) as community_id,
        concat_ws('-', min(activity), min(order_no)) as order_no,
        min(coalesce(member_uid, identifier_hash, order_key)) as buyer_id,
        min(business_date) as business_date,
        min(paid_at) as paid_at,
        bool_or(is_cancelled) as is_cancelled,
        cast(coalesce(sum(paid_fen), 0) as bigint) as paid_fen,
        cast(coalesce(sum(refund_fen), 0) as bigint) as refund_fen
    from line
    group by order_key
)

select
    order_key,
    leader_id,
    community_id,
    order_no,
    buyer_id,
    business_date,
    is_cancelled,
    paid_fen,
    refund_fen,
    paid_fen - refund_fen as net_fen,
    not is_cancelled and paid_fen > refund_fen as is_kept,
    not is_cancelled and paid_fen > refund_fen and row_number() over (
        partition by buyer_id, not is_cancelled and paid_fen > refund_fen
        order by business_date, paid_at, order_key
    ) = 1 as is_first_of_buyer
from placed
