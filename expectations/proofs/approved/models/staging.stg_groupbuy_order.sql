-- One row per order_key: a community order, of the latest file that delivers it. Amounts of the order stand
-- on each of its lines and count once. An order said to be refunded without an amount is refunded whole.


with order_line as (
    select * from "staging"."stg_groupbuy_order__line"
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
        coalesce(order_state in ('已取消', '已关闭', '交易关闭'), false) as is_cancelled,
        order_fen,
        case
        when refund_fen is not null and refund_fen <> 0 then abs(refund_fen)
        when order_state in ('已退款', '全部退款', '全额退款', '退款成功') then order_fen
        else 0
    end as refund_fen,
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
