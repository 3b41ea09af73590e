-- One row per bill_key: a payment or a refund on WeChat Pay's bills, as last delivered. A payment's row has
-- no refund number, or 0 for it, depending on the kind of bill. Bills are written on China's clock.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wechatpay_bill" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wechatpay_bill'
            and delivery.file_id = feed_row._file_id
),

keyed as (
    select
        *,
        nullif(refund_id, '0') as refund_no,
        concat_ws('|', transaction_id, nullif(refund_id, '0')) as bill_key,
        coalesce(
        trade_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', trade_at_local))
    ) as traded_at,
        coalesce(
        refund_requested_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', refund_requested_at_local))
    ) as requested_at,
        coalesce(
        refund_succeeded_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', refund_succeeded_at_local))
    ) as succeeded_at
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
    transaction_id,
    refund_no as refund_id,
    merchant_order_no,
    nullif(merchant_refund_no, '0') as merchant_refund_no,
    traded_at as trade_at,
    requested_at as refund_requested_at,
    succeeded_at as refund_succeeded_at,
    trade_type,
    trade_state,
    refund_state,
    appid,
    openid_hash,
    mchid,
    -- A merchant of its own has 0 here.
    nullif(sub_mchid, '0') as sub_mchid,
    device_no,
    currency,
    settled_fen,
    order_fen,
    coupon_fen,
    refund_fen,
    refund_requested_fen,
    coupon_refund_fen,
    fee_yuan,
    cast(round(fee_yuan * 100) as bigint) as fee_fen,
    fee_rate,
    delivered_on
from latest
