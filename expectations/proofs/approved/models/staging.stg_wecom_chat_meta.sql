-- One row per msgid: who wrote whom and when, as last delivered; no body ever reaches the raw store.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_chat_meta" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_chat_meta'
            and delivery.file_id = feed_row._file_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by msgid
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from delivered
    ) as ordered_delivery
    where delivery_order = 1
)

select
    msgid,
    corp_id,
    action,
    msgtype,
    coalesce(
        sent_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', sent_at_local))
    ) as sent_at,
    room_id,
    case
        when sender_external_userid_hash is not null then 'customer'
        when starts_with(sender_userid, 'wb') then 'robot'
        when sender_userid is not null then 'staff'
    end as sender_type,
    sender_external_userid_hash,
    sender_userid,
    receiver_external_userid_hashes,
    receiver_userids,
    delivered_on
from latest
