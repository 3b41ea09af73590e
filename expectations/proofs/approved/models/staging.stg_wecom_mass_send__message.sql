-- One row per msgid: a message made for mass sending, as last delivered.

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

message as (
    select * from delivered where kind = 'message'
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
        from message
    ) as ordered_delivery
    where delivery_order = 1
)

select
    msgid,
    corp_id,
    creator_userid,
    coalesce(
        created_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', created_at_local))
    ) as created_at,
    case create_type
        when '0' then 'corp'
        when '1' then 'staff'
        else 'other_' || create_type
    end as create_type,
    delivered_on
from latest
