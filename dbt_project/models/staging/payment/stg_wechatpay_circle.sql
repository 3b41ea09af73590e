-- One row per event_key: something that an authorised member did in a mall (智慧商圈), as last delivered.
-- Notifications come many times: a refund is told by its id, a payment and its points by the
-- transaction, the rest by person and time. An authorisation without a time happened when delivered.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('wechatpay_circle') }}
),

timed as (
    select
        *,
        coalesce(
            {{ utc_instant('occurred_at', "'" ~ var('default_timezone') ~ "'") }},
            {{ delivery_instant() }}
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
    {{ latest_delivery('keyed', ['event_key']) }}
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
