-- One row per coupon_id and state: a state that a coupon of WeChat Pay (商家券, 代金券) came into, as last
-- delivered. A state that names no time of its own was come into when it was delivered.

with delivered as (
    {{ delivered_rows('wechatpay_coupon') }}
),

latest as (
    {{ latest_delivery('delivered', ['coupon_id', 'state']) }}
),

timed as (
    select
        *,
        {{ utc_instant('sent_at', "'" ~ var('default_timezone') ~ "'") }} as sent_at,
        {{ utc_instant('used_at', "'" ~ var('default_timezone') ~ "'") }} as used_at,
        {{ utc_instant('expires_at', "'" ~ var('default_timezone') ~ "'") }} as expires_at
    from latest
)

select
    coupon_id,
    state,
    coalesce(
        case state when 'sent' then sent_at when 'used' then used_at when 'expired' then expires_at end,
        {{ delivery_instant() }}
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
