-- One row per send_id: an outreach to one member or group, as last delivered.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."outreach_log" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'outreach_log'
            and delivery.file_id = feed_row._file_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by send_id
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from delivered
    ) as ordered_delivery
    where delivery_order = 1
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'campaign'
),

timed as (
    select
        latest.*,
        clock.mall_id,
        coalesce(clock.timezone, 'Asia/Shanghai') as mall_timezone,
        coalesce(clock.business_day_cut_hour, 0) as business_day_cut_hour,
        coalesce(
        latest.planned_at_utc,
        timezone('UTC', timezone(mall_timezone, latest.planned_at_local))
    ) as planned_at,
        coalesce(
        latest.sent_at_utc,
        timezone('UTC', timezone(mall_timezone, latest.sent_at_local))
    ) as sent_at
    from latest
    left join clock on latest.campaign_id = clock.object_id
)

select
    send_id,
    campaign_id,
    experiment_id,
    arm,
    channel,
    staff_id,
    is_manual,
    member_no_hash,
    external_userid_hash,
    chat_id,
    content_id,
    planned_at,
    sent_at,
    cast(timezone(mall_timezone, timezone('UTC', coalesce(sent_at, planned_at))) - business_day_cut_hour * interval '1' hour as date)
        as business_date,
    status,
    fail_reason,
    mall_id,
    delivered_on
from timed
