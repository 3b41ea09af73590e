-- One row per msgid and userid: whether a staff confirmed the sending, as last delivered.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_mass_send" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_mass_send'
            and delivery.file_id = feed_row._file_id
),

task as (
    select * from delivered where kind = 'task'
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by msgid, task_userid
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from task
    ) as ordered_delivery
    where delivery_order = 1
)

select
    msgid,
    task_userid as userid,
    corp_id,
    case status
        when '0' then 'not_sent'
        when '2' then 'sent'
        else 'other_' || status
    end as status,
    coalesce(
        sent_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', sent_at_local))
    ) as sent_at,
    delivered_on
from latest
