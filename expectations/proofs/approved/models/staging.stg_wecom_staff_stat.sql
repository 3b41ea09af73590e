-- One row per userid and stat_on: how a staff was in touch with customers on a day, as last delivered.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_staff_stat" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_staff_stat'
            and delivery.file_id = feed_row._file_id
),

dated as (
    select
        *,
        cast(timezone('Asia/Shanghai', timezone('UTC', coalesce(
        stat_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', stat_at_local))
    ))) as date) as stat_on
    from delivered
),

-- Asked too early in the morning WeCom answers zeros; the answer of a later day is the one that holds.
latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by userid, stat_on
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from dated
    ) as ordered_delivery
    where delivery_order = 1
)

select
    userid,
    stat_on,
    corp_id,
    chat_count,
    message_count,
    cast(reply_percentage / 100 as decimal(18, 6)) as reply_rate,
    avg_reply_minutes,
    new_apply_count,
    new_contact_count,
    negative_feedback_count,
    delivered_on
from latest
