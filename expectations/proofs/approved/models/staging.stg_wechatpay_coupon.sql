-- One row per coupon_id and state: a state that a coupon of WeChat Pay (商家券, 代金券) came into, as last
-- delivered. A state that names no time of its own was come into when it was delivered.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wechatpay_coupon" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wechatpay_coupon'
            and delivery.file_id = feed_row._file_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by coupon_id, state
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from delivered
    ) as ordered_delivery
    where delivery_order = 1
),

timed as (
    select
        *,
        coalesce(
        sent_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', sent_at_local))
    ) as sent_at,
        coalesce(
        used_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', used_at_local))
    ) as used_at,
        coalesce(
        expires_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', expires_at_local))
    ) as expires_at
    from latest
)

select
    coupon_id,
    state,
    coalesce(
        case state when 'sent' then sent_at when 'used' then used_at when 'expired' then expires_at end,
        timezone('UTC', timezone('Asia/Shanghai', cast(delivered_on as timestamp)))
    ) as state_at,
    kind,
    stock_id,
    sent_at,
    used_at,
    expires_at,
    openid_hash,
    unionid_hash,
    face_value_fen,
    mchid,
    send_channel,
    transaction_id,
    delivered_on
from timed
