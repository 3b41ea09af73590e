-- One row per coupon_id and state up to the as-of day: a state of a WeChat Pay coupon, with the benefit
-- that its stock gives and the shop in which it was used.

with coupon as (
    select * from {{ ref('stg_wechatpay_coupon') }}
),

benefit as (
    select
        stock_id,
        min(benefit_id) as benefit_id
    from {{ ref('dim_benefit') }}
    where is_last_known and stock_id is not null
    group by stock_id
),

shop_clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'shop'
),

benefit_clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'benefit'
),

placed as (
    select
        coupon.*,
        benefit.benefit_id,
        by_merchant.shop_id
    from coupon
    left join benefit on coupon.stock_id = benefit.stock_id
    {{ join_shop_by_code(
        'by_merchant', 'sub_mchid', "case when coupon.state = 'used' then coupon.mchid end", 'coupon.state_at'
    ) }}
),

final as (
    select
        placed.coupon_id,
        placed.state,
        placed.state_at,
        {{ business_date(
            'placed.state_at',
            "coalesce(shop_clock.timezone, benefit_clock.timezone, '" ~ var('default_timezone') ~ "')",
            'coalesce(shop_clock.business_day_cut_hour, benefit_clock.business_day_cut_hour, 0)'
        ) }} as business_date,
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
where business_date <= {{ as_of_date() }}
