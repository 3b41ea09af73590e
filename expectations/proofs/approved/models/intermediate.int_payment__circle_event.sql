-- One row per event_key up to the as-of day: an event of the business circle, in the mall of its shop,
-- else of the merchant that told it.

with event as (
    select * from "staging"."stg_wechatpay_circle"
),

shop_clock as (
    select * from "staging"."stg_master__clock" where object_type = 'shop'
),

placed as (
    select
        event.*,
        by_circle.shop_id,
        coalesce(by_circle.shop_id, by_merchant.shop_id) as near_shop_id
    from event
    
    left join "intermediate"."int_master__shop_code" as by_circle
        on
            by_circle.code_type = 'circle_shop_number'
            and event.shop_number = by_circle.code
            and cast(timezone('Asia/Shanghai', timezone('UTC', event.occurred_at)) as date) >= by_circle.valid_from
            and cast(timezone('Asia/Shanghai', timezone('UTC', event.occurred_at)) as date) < by_circle.valid_to
    
    left join "intermediate"."int_master__shop_code" as by_merchant
        on
            by_merchant.code_type = 'sub_mchid'
            and event.mchid = by_merchant.code
            and cast(timezone('Asia/Shanghai', timezone('UTC', event.occurred_at)) as date) >= by_merchant.valid_from
            and cast(timezone('Asia/Shanghai', timezone('UTC', event.occurred_at)) as date) < by_merchant.valid_to
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
        cast(timezone(coalesce(shop_clock.timezone, 'Asia/Shanghai'), timezone('UTC', placed.occurred_at)) - coalesce(shop_clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date,
        placed.delivered_on
    from placed
    left join shop_clock on placed.near_shop_id = shop_clock.object_id
)

select * from final
where business_date <= (select as_of_date from "control"."run")
