-- One row per voucher_key: a Meituan voucher verified at a time, as last delivered. A cancellation keeps the
-- time of the verification. Exports are written on China's clock.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('voucher_meituan') }}
),

timed as (
    select
        *,
        {{ utc_instant('verified_at', "'" ~ var('default_timezone') ~ "'") }} as redeemed_at
    from delivered
),

latest as (
    {{ latest_delivery('timed', ['receipt_code', 'redeemed_at']) }}
)

select
    concat_ws('|', receipt_code, cast(redeemed_at as varchar)) as voucher_key,
    receipt_code,
    redeemed_at as verified_at,
    state,
    shop_uuid,
    deal_id,
    deal_title,
    price_fen,
    market_price_fen,
    phone_hash,
    delivered_on
from latest
