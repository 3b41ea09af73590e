-- One row per coupon_id and state up to the as-of day: a state of a WeChat Pay coupon, with the benefit
-- that its stock gives and the shop in which it was used.

with coupon as (
    select * from "staging"."stg_wechatpay_coupon"
),

benefit as (
    select
        stock_id,
        min(benefit_id) as benefit_id
    from "core"."dim_benefit"
    where is_last_known and stock_id is not null
    group by stock_id
),

shop_clock as (
    select * from "staging"."stg_master__clock" where object_type = 'shop'
),

benefit_clock as (
    select * from "staging"."stg_master__clock" where object_type = 'benefit'
),

placed as (
    select
        coupon.*,
        benefit.benefit_id,
        by_merchant.shop_id
    from coupon
    left join benefit on coupon.stock_id = benefit.stock_id
    
    left join "intermediate"."int_master__shop_code" as by_merchant
        on
            by_merchant.code_type = 'sub_mchid'
            and case when coupon.state = 'used' then coupon.mchid end = by_merchant.code
            and cast(timezone('Asia/Shanghai', timezone('UTC', coupon.state_at)) as date) >= by_merchant.valid_from
            and cast(timezone('Asia/Shanghai', timezone('UTC', coupon.state_at)) as date) < by_merchant.valid_to
),

final as (
    select
        placed.coupon_id,
        placed.state,
        placed.state_at,
        cast(timezone(coalesce(shop_clock.timezone, benefit_clock.timezone, 'Asia/Shanghai'), timezone('UTC', placed.state_at)) - coalesce(shop_clock.business_day_cut_hour, benefit_clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date,
        placed.kind,
        placed.stock_id,
        placed.benefit_id,
        placed.shop_id,
        coalesce(shop_clock.mall_id, benefit_clock.mall_id) as mall_id,
        case
            when placed.unionid_hash is not null then 'unionid'
            when placed.openid_hash is not null then 'openid'
        end as identifier_type,
        coalesce(placed.unionid_hash, placed.openid_hash) as identifier_hash,
        placed.face_value_fen,
        placed.transaction_id,
        placed.delivered_on
    from placed
    left join shop_clock on placed.shop_id = shop_clock.object_id
    left join benefit_clock on placed.benefit_id = benefit_clock.object_id
)

select * from final
where business_date <= (select as_of_date from "control"."run")
