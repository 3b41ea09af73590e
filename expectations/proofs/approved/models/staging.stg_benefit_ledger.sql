-- One row per coupon_code, state and state_at: a step in the life of a coupon, as last delivered.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."benefit_ledger" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'benefit_ledger'
            and delivery.file_id = feed_row._file_id
),

shop_clock as (
    select * from "staging"."stg_master__clock" where object_type = 'shop'
),

benefit_clock as (
    select * from "staging"."stg_master__clock" where object_type = 'benefit'
),

timed as (
    select
        delivered.*,
        coalesce(shop_clock.mall_id, benefit_clock.mall_id) as mall_id,
        coalesce(
            shop_clock.timezone, benefit_clock.timezone, 'Asia/Shanghai'
        ) as mall_timezone,
        coalesce(
            shop_clock.business_day_cut_hour, benefit_clock.business_day_cut_hour, 0
        ) as business_day_cut_hour,
        coalesce(
        delivered.state_at_utc,
        timezone('UTC', timezone(mall_timezone, delivered.state_at_local))
    ) as state_at
    from delivered
    left join shop_clock on delivered.shop_id = shop_clock.object_id
    left join benefit_clock on delivered.benefit_id = benefit_clock.object_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by coupon_code, state, state_at
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from timed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    coupon_code,
    state,
    state_at,
    cast(timezone(mall_timezone, timezone('UTC', state_at)) - business_day_cut_hour * interval '1' hour as date) as business_date,
    benefit_id,
    member_no_hash,
    openid_hash,
    shop_id,
    mall_id,
    order_no,
    verify_ms,
    verify_ok as is_verified,
    delivered_on
from latest
