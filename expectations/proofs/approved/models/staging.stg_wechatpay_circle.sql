-- One row per event_key: something that an authorised member did in a mall (智慧商圈), as last delivered.
-- Notifications come many times: a refund is told by its id, a payment and its points by the
-- transaction, the rest by person and time. An authorisation without a time happened when delivered.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wechatpay_circle" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wechatpay_circle'
            and delivery.file_id = feed_row._file_id
),

timed as (
    select
        *,
        coalesce(
            coalesce(
        occurred_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', occurred_at_local))
    ),
            timezone('UTC', timezone('Asia/Shanghai', cast(delivered_on as timestamp)))
        ) as occurred_at,
        occurred_at_utc is null and occurred_at_local is null as is_time_of_delivery
    from delivered
),

keyed as (
    select
        *,
        case
            when kind = 'refund' then concat_ws('|', kind, refund_id)
            when kind in ('pay', 'points') then concat_ws('|', kind, transaction_id)
            when is_time_of_delivery then concat_ws('|', kind, openid_hash)
            else concat_ws('|', kind, openid_hash, cast(occurred_at as varchar))
        end as event_key
    from timed
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by event_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from keyed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    event_key,
    kind,
    openid_hash,
    mchid,
    shop_number,
    transaction_id,
    refund_id,
    occurred_at,
    amount_fen,
    paid_fen,
    auth_type,
    authorize_state,
    is_earning_points,
    increased_points,
    total_points,
    plate_hash,
    parking_state,
    delivered_on
from latest
