-- One row per event_key up to the as-of day: an event of the business circle, in the mall of its shop,
-- else of the merchant that told it.

with event as (
    select * from {{ ref('stg_wechatpay_circle') }}
),

shop_clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'shop'
),

placed as (
    select
        event.*,
        by_circle.shop_id,
        coalesce(by_circle.shop_id, by_merchant.shop_id) as near_shop_id
    from event
    {{ join_shop_by_code('by_circle', 'circle_shop_number', 'event.shop_number', 'event.occurred_at') }}
    {{ join_shop_by_code('by_merchant', 'sub_mchid', 'event.mchid', 'event.occurred_at') }}
),

final as (
    select
        placed.event_key,
        placed.kind,
        placed.openid_hash,
        placed.plate_hash,
        placed.parking_state,
        placed.transaction_id,
        placed.increased_points,
        placed.authorize_state,
        placed.shop_id,
        shop_clock.mall_id,
        placed.occurred_at,
        {{ business_date(
            'placed.occurred_at',
            "coalesce(shop_clock.timezone, '" ~ var('default_timezone') ~ "')",
            'coalesce(shop_clock.business_day_cut_hour, 0)'
        ) }} as business_date,
        placed.delivered_on
    from placed
    left join shop_clock on placed.near_shop_id = shop_clock.object_id
)

select * from final
where business_date <= {{ as_of_date() }}
