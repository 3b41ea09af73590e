-- One row per link_id, external_userid_hash and userid: a customer who came by an acquisition link, as
-- last told.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_link" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_link'
            and delivery.file_id = feed_row._file_id
),

-- The list of customers and the answer on one chat tell of the same row; each knows what the other lacks.
customer as (
    select * from delivered where kind in ('customer', 'chat')
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by kind, link_id, external_userid_hash, userid
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from customer
    ) as ordered_delivery
    where delivery_order = 1
)

select
    link_id,
    external_userid_hash,
    userid,
    max(corp_id) as corp_id,
    max(state) as state,
    bool_or(kind = 'chat' or chat_status = '1') as has_chat,
    max(received_message_count) as received_message_count,
    max(delivered_on) as delivered_on
from latest
group by link_id, external_userid_hash, userid
