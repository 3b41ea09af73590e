-- One row per source_feed and source_key up to the as-of day: a platform's voucher verified in a shop. A
-- verification that was cancelled keeps both times where both are known.

with douyin as (
    select * from "staging"."stg_voucher_douyin"
),

meituan as (
    select * from "staging"."stg_voucher_meituan"
),

told as (
    select
        'voucher_douyin' as source_feed,
        voucher_key as source_key,
        'douyin_account_id' as code_type,
        account_id as shop_code,
        state,
        verified_at,
        cancelled_at,
        original_fen as price_fen,
        pay_fen as paid_fen,
        merchant_ticket_fen as merchant_discount_fen,
        platform_discount_fen,
        phone_hash,
        delivered_on
    from douyin
    union all
    select
        'voucher_meituan' as source_feed,
        voucher_key as source_key,
        'meituan_shop_uuid' as code_type,
        shop_uuid as shop_code,
        state,
        verified_at,
        cast(null as timestamp) as cancelled_at,
        market_price_fen as price_fen,
        price_fen as paid_fen,
        cast(null as bigint) as merchant_discount_fen,
        cast(null as bigint) as platform_discount_fen,
        phone_hash,
        delivered_on
    from meituan
),

placed as (
    select
        told.*,
        coalesce(by_douyin.shop_id, by_meituan.shop_id) as shop_id,
        coalesce(by_douyin.category, by_meituan.category) as shop_category
    from told
    
    left join "intermediate"."int_master__shop_code" as by_douyin
        on
            by_douyin.code_type = 'douyin_account_id'
            and case when told.code_type = 'douyin_account_id' then told.shop_code end = by_douyin.code
            and cast(timezone('Asia/Shanghai', timezone('UTC', told.verified_at)) as date) >= by_douyin.valid_from
            and cast(timezone('Asia/Shanghai', timezone('UTC', told.verified_at)) as date) < by_douyin.valid_to
    
    left join "intermediate"."int_master__shop_code" as by_meituan
        on
            by_meituan.code_type = 'meituan_shop_uuid'
            and case when told.code_type = 'meituan_shop_uuid' then told.shop_code end = by_meituan.code
            and cast(timezone('Asia/Shanghai', timezone('UTC', told.verified_at)) as date) >= by_meituan.valid_from
            and cast(timezone('Asia/Shanghai', timezone('UTC', told.verified_at)) as date) < by_meituan.valid_to
),

shop_clock as (
    select * from "staging"."stg_master__clock" where object_type = 'shop'
),

final as (
    select
        placed.source_feed,
        placed.source_key,
        placed.shop_id,
        placed.shop_category,
        shop_clock.mall_id,
        placed.state,
        placed.verified_at,
        cast(timezone(coalesce(shop_clock.timezone, 'Asia/Shanghai'), timezone('UTC', placed.verified_at)) - coalesce(shop_clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date,
        placed.cancelled_at,
        cast(timezone(coalesce(shop_clock.timezone, 'Asia/Shanghai'), timezone('UTC', placed.cancelled_at)) - coalesce(shop_clock.business_day_cut_hour, 0) * interval '1' hour as date) as cancelled_on,
        placed.price_fen,
        placed.paid_fen,
        placed.merchant_discount_fen,
        placed.platform_discount_fen,
        placed.phone_hash,
        placed.delivered_on
    from placed
    left join shop_clock on placed.shop_id = shop_clock.object_id
)

select * from final
where business_date <= (select as_of_date from "control"."run")
