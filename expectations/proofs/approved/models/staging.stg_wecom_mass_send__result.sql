-- One row per msgid, external_userid_hash and chat_id: what became of a message for one receiver, as last
-- delivered.


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

result as (
    select * from delivered where kind = 'result'
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by msgid, external_userid_hash, chat_id
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from result
    ) as ordered_delivery
    where delivery_order = 1
)

select
    msgid,
    external_userid_hash,
    chat_id,
    corp_id,
    userid,
    case status
        when '0' then 'not_sent'
        when '1' then 'sent'
        when '2' then 'not_friend'
        when '3' then 'quota_reached'
        else 'other_' || status
    end as status,
    coalesce(
        sent_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', sent_at_local))
    ) as sent_at,
    delivered_on
from latest
