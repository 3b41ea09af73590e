-- One row per source_feed and source_key up to the as-of day: a payment or a refund that a payment
-- service told, placed in its shop. `payment_key` is the same for records of one payment, whichever feed
-- told it. A bill row's shop is the one whose till code is its device, else the one that its merchant
-- number means.

with circle as (
    select * from "staging"."stg_wechatpay_circle" where kind in ('pay', 'refund')
),

wechat_bill as (
    select * from "staging"."stg_wechatpay_bill"
),

alipay_bill as (
    select * from "staging"."stg_alipay_bill"
),

told as (
    select
        'wechatpay_circle' as source_feed,
        event_key as source_key,
        'wechat' as payment_system,
        case kind when 'refund' then 'return' else 'sale' end as payment_kind,
        transaction_id,
        refund_id,
        cast(null as varchar) as merchant_order_no,
        occurred_at as paid_at,
        amount_fen,
        openid_hash,
        cast(null as varchar) as device_no,
        mchid as sub_mchid,
        shop_number,
        delivered_on
    from circle
    union all
    select
        'wechatpay_bill' as source_feed,
        bill_key as source_key,
        'wechat' as payment_system,
        case when refund_id is null then 'sale' else 'return' end as payment_kind,
        transaction_id,
        refund_id,
        merchant_order_no,
        case
            when refund_id is null then trade_at
            else coalesce(refund_requested_at, refund_succeeded_at, trade_at)
        end as paid_at,
        case
            when refund_id is null then coalesce(order_fen, settled_fen)
            else coalesce(refund_requested_fen, refund_fen)
        end as amount_fen,
        openid_hash,
        device_no,
        sub_mchid,
        cast(null as varchar) as shop_number,
        delivered_on
    from wechat_bill
    where trade_state <> 'REVOKED'
    union all
    select
        'alipay_bill' as source_feed,
        bill_key as source_key,
        'alipay' as payment_system,
        case trade_kind when 'refund' then 'return' else 'sale' end as payment_kind,
        trade_no as transaction_id,
        refund_batch_no as refund_id,
        merchant_order_no,
        finished_at as paid_at,
        order_fen as amount_fen,
        cast(null as varchar) as openid_hash,
        coalesce(store_no, terminal_no) as device_no,
        cast(null as varchar) as sub_mchid,
        cast(null as varchar) as shop_number,
        delivered_on
    from alipay_bill
),

placed as (
    select
        told.*,
        coalesce(by_circle.shop_id, by_till.shop_id, by_merchant.shop_id) as shop_id
    from told
    
    left join "intermediate"."int_master__shop_code" as by_circle
        on
            by_circle.code_type = 'circle_shop_number'
            and told.shop_number = by_circle.code
            and cast(timezone('Asia/Shanghai', timezone('UTC', told.paid_at)) as date) >= by_circle.valid_from
            and cast(timezone('Asia/Shanghai', timezone('UTC', told.paid_at)) as date) < by_circle.valid_to
    
    left join "intermediate"."int_master__shop_code" as by_till
        on
            by_till.code_type = 'pos_store_code'
            and told.device_no = by_till.code
            and cast(timezone('Asia/Shanghai', timezone('UTC', told.paid_at)) as date) >= by_till.valid_from
            and cast(timezone('Asia/Shanghai', timezone('UTC', told.paid_at)) as date) < by_till.valid_to
    
    left join "intermediate"."int_master__shop_code" as by_merchant
        on
            by_merchant.code_type = 'sub_mchid'
            and told.sub_mchid = by_merchant.code
            and cast(timezone('Asia/Shanghai', timezone('UTC', told.paid_at)) as date) >= by_merchant.valid_from
            and cast(timezone('Asia/Shanghai', timezone('UTC', told.paid_at)) as date) < by_merchant.valid_to
),

shop as (
    select * from "core"."dim_shop" where is_last_known
),

shop_clock as (
    select * from "staging"."stg_master__clock" where object_type = 'shop'
),

final as (
    select
        placed.source_feed,
        placed.source_key,
        concat_ws(
            '|',
            placed.payment_system,
            placed.payment_kind,
            case placed.payment_kind
                when 'return' then coalesce(placed.refund_id, placed.source_key)
                else placed.transaction_id
            end
        ) as payment_key,
        placed.payment_system,
        placed.payment_kind,
        placed.transaction_id,
        placed.refund_id,
        placed.merchant_order_no,
        placed.shop_id,
        shop.category as shop_category,
        shop_clock.mall_id,
        placed.paid_at,
        cast(timezone(coalesce(shop_clock.timezone, 'Asia/Shanghai'), timezone('UTC', placed.paid_at)) - coalesce(shop_clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date,
        placed.amount_fen,
        placed.openid_hash,
        placed.delivered_on
    from placed
    left join shop on placed.shop_id = shop.shop_id
    left join shop_clock on placed.shop_id = shop_clock.object_id
)

select * from final
where business_date <= (select as_of_date from "control"."run")
