-- One row per bill_key: a trade or a refund on Alipay's bills, as last delivered. Whether it is a refund its
-- kind says, never the sign of its amounts, which come out as amounts of money. Bills are written on China's
-- clock.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."alipay_bill" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'alipay_bill'
            and delivery.file_id = feed_row._file_id
),

keyed as (
    select
        *,
        -- A refund without a number is told from its trade by its kind, and from others by its time.
        concat_ws(
            '|',
            trade_no,
            refund_batch_no,
            case
                when trade_kind = 'refund' and refund_batch_no is null
                    then 'refund ' || cast(coalesce(finished_at_utc, finished_at_local) as varchar)
            end
        ) as bill_key,
        coalesce(
        created_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', created_at_local))
    ) as started_at,
        coalesce(
        finished_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', finished_at_local))
    ) as ended_at
    from delivered
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by bill_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from keyed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    bill_key,
    trade_no,
    refund_batch_no,
    trade_kind,
    merchant_order_no,
    started_at as created_at,
    ended_at as finished_at,
    store_no,
    terminal_no,
    abs(order_fen) as order_fen,
    abs(received_fen) as received_fen,
    abs(bonus_fen) as bonus_fen,
    abs(points_fen) as points_fen,
    abs(alipay_discount_fen) as alipay_discount_fen,
    abs(merchant_discount_fen) as merchant_discount_fen,
    abs(voucher_fen) as voucher_fen,
    abs(merchant_bonus_fen) as merchant_bonus_fen,
    abs(card_fen) as card_fen,
    service_fee_fen,
    profit_share_fen,
    delivered_on
from latest
