-- One row per order_key and delivered_on: what a community order came to as that day's last file told it.
-- Whoever settles by a day has to know what was known by then; stg_groupbuy_order knows only the latest.
with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."groupbuy_order" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'groupbuy_order'
            and delivery.file_id = feed_row._file_id
),

keyed as (
    select
        *,
        md5(concat_ws(
        chr(31),
        activity,
        group_no,
        case
            when activity_from = 'default' then cast(coalesce(paid_at_utc, paid_at_local) as varchar)
        end
    )) as order_key,
        coalesce(
        paid_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', paid_at_local))
    ) as paid_at
    from delivered
),

ordered as (
    select
        *,
        row_number() over (
            partition by order_key, delivered_on order by delivery_rank desc, line_no asc
        ) as row_order
    from keyed
)

select
    order_key,
    delivered_on,
    cast(timezone('Asia/Shanghai', timezone('UTC', paid_at)) - 0 * interval '1' hour as date) as business_date,
    leader_id,
    pickup_point,
    case
        when coalesce(order_state in ('已取消', '已关闭', '交易关闭'), false) then 0
        else coalesce(order_fen, 0) - coalesce(case
        when refund_fen is not null and refund_fen <> 0 then abs(refund_fen)
        when order_state in ('已退款', '全部退款', '全额退款', '退款成功') then order_fen
        else 0
    end, 0)
    end as net_fen
from ordered
where row_order = 1
