-- One row per event_id, identifier_type and identifier_hash: a guest's check-in at an event, as last
-- delivered. The identifier is the member number, else the openid, else the phone.

with timed as (
    select
        delivered.*,
        clock.mall_id as clock_mall_id,
        coalesce(clock.business_day_cut_hour, 0) as business_day_cut_hour,
        coalesce(clock.timezone, 'Asia/Shanghai') as mall_timezone,
        coalesce(
        delivered.checked_in_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.checked_in_at_local))
    ) as checked_in_at
    from (
        select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."event_checkin" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'event_checkin'
            and delivery.file_id = feed_row._file_id
    ) as delivered
    left join "staging"."stg_master__clock" as clock
        on
            clock.object_type = 'event'
            and delivered.event_id = clock.object_id
),

identified as (
    select
        *,
        case
            when member_no_hash is not null then 'member_no'
            when openid_hash is not null then 'openid'
            else 'phone'
        end as identifier_type,
        coalesce(member_no_hash, openid_hash, phone_hash) as identifier_hash
    from timed
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by event_id, identifier_type, identifier_hash
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from identified
    ) as ordered_delivery
    where delivery_order = 1
)

select
    event_id,
    identifier_type,
    identifier_hash,
    member_no_hash,
    openid_hash,
    phone_hash,
    checked_in_at,
    cast(timezone(mall_timezone, timezone('UTC', checked_in_at)) - business_day_cut_hour * interval '1' hour as date) as business_date,
    clock_mall_id as mall_id,
    companions,
    gate,
    delivered_on
from latest
where identifier_hash is not null
