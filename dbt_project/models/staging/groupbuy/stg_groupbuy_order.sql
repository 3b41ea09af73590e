-- One row per order_key: a community order, of the latest file that delivers it. Amounts of the order stand
-- on each of its lines and count once. An order said to be refunded without an amount is refunded whole.
{{ config(materialized='table') }}

with order_line as (
    select * from {{ ref('stg_groupbuy_order__line') }}
),

first_line as (
    select
        *,
        row_number() over (partition by order_key order by line_no) as line_order,
        count(*) over (partition by order_key) as lines
    from order_line
),

final as (
    select
        order_key,
        activity,
        group_no,
        group_no as order_no,
        paid_at,
        business_date,
        order_state,
        {{ groupbuy_is_cancelled() }} as is_cancelled,
        order_fen,
        {{ groupbuy_refund_fen() }} as refund_fen,
        lines,
        pickup_point,
        phone_hash,
        building_no,
        leader_id,
        delivered_on
    from first_line
    where line_order = 1
)

select * from final
