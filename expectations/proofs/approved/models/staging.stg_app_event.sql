-- One row per event_id: something done in a mini-program, as last delivered.


with timed as (
    select
        delivered.*,
        clock.mall_id as clock_mall_id,
        coalesce(clock.business_day_cut_hour, 0) as business_day_cut_hour,
        coalesce(clock.timezone, 'Asia/Shanghai') as mall_timezone,
        coalesce(
        delivered.occurred_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.occurred_at_local))
    ) as occurred_at
    from (
        select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."app_event" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'app_event'
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
                partition by event_id
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from timed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    event_id,
    occurred_at,
    cast(timezone(mall_timezone, timezone('UTC', occurred_at)) - business_day_cut_hour * interval '1' hour as date) as business_date,
    appid,
    openid_hash,
    unionid_hash,
    event,
    mall_id,
    content_id,
    campaign_id,
    entry_id,
    task_id,
    benefit_id,
    coupon_code,
    point_id,
    device_id_hash,
    ip_hash,
    duration_s,
    delivered_on
from latest
