-- One row per mac_hash and login_at: a login at a mall's Wi-Fi portal, as last delivered.

with timed as (
    select
        delivered.*,
        clock.mall_id as clock_mall_id,
        coalesce(clock.business_day_cut_hour, 0) as business_day_cut_hour,
        coalesce(clock.timezone, 'Asia/Shanghai') as mall_timezone,
        coalesce(
        delivered.login_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.login_at_local))
    ) as login_at,
        coalesce(
        delivered.logout_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.logout_at_local))
    ) as logout_at
    from (
        select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wifi_portal" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wifi_portal'
            and delivery.file_id = feed_row._file_id
    ) as delivered
    left join "staging"."stg_master__clock" as clock
        on
            clock.object_type = 'mall'
            and delivered.mall_id = clock.object_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by mac_hash_hash, login_at
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from timed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    mac_hash_hash as mac_hash,
    login_at,
    cast(timezone(mall_timezone, timezone('UTC', login_at)) - business_day_cut_hour * interval '1' hour as date) as business_date,
    logout_at,
    phone_hash,
    openid_hash,
    ap_id,
    mall_id,
    delivered_on
from latest
