-- One row per appid, openid_hash, bound_at and action: a binding made or undone in a mini-program, as last
-- delivered. No mall is told, so local times are read on the default clock.

with timed as (
    select
        delivered.*,
        0 as business_day_cut_hour,
        'Asia/Shanghai' as mall_timezone,
        coalesce(
        delivered.bound_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.bound_at_local))
    ) as bound_at
    from (
        select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."app_binding" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'app_binding'
            and delivery.file_id = feed_row._file_id
    ) as delivered
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by appid, openid_hash, bound_at, action
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from timed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    appid,
    openid_hash,
    bound_at,
    action,
    cast(timezone(mall_timezone, timezone('UTC', bound_at)) - business_day_cut_hour * interval '1' hour as date) as business_date,
    unionid_hash,
    phone_hash,
    phone_verified as is_phone_verified,
    plate_hash,
    card_no_hash,
    delivered_on
from latest
