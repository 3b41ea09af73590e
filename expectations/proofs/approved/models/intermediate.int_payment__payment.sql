-- One row per payment_key: a payment or a refund as one, out of the records that tell it. The business
-- circle beats the bill where both tell; what the first leaves out the other gives.

with record as (
    select
        *,
        case source_feed when 'wechatpay_circle' then 1 else 2 end as feed_order
    from "intermediate"."int_payment__record"
),

final as (
    select
        payment_key,
        any_value(payment_system) as payment_system,
        any_value(payment_kind) as payment_kind,
        min_by(source_feed, row(feed_order, source_key)) as source_feed,
        min_by(source_key, row(feed_order, source_key)) as source_key,
        min_by(transaction_id, row(feed_order, source_key)) as transaction_id,
        min_by(refund_id, row(feed_order, source_key)) as refund_id,
        min_by(merchant_order_no, row(feed_order, source_key)) as merchant_order_no,
        min_by(shop_id, row(feed_order, source_key)) as shop_id,
        min_by(shop_category, row(feed_order, source_key)) as shop_category,
        min_by(mall_id, row(feed_order, source_key)) as mall_id,
        min_by(paid_at, row(feed_order, source_key)) as paid_at,
        min_by(business_date, row(feed_order, source_key)) as business_date,
        min_by(amount_fen, row(feed_order, source_key)) as amount_fen,
        min_by(openid_hash, row(feed_order, source_key)) as openid_hash,
        count(*) as record_count,
        min(delivered_on) as delivered_on
    from record
    group by payment_key
)

select * from final
