-- One row per voucher_key: a Meituan voucher verified at a time, as last delivered. A cancellation keeps the
-- time of the verification. Exports are written on China's clock.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."voucher_meituan" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'voucher_meituan'
            and delivery.file_id = feed_row._file_id
),

timed as (
    select
        *,
        coalesce(
        verified_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', verified_at_local))
    ) as redeemed_at
    from delivered
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by receipt_code, redeemed_at
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from timed
    ) as ordered_delivery
    where delivery_order = 1
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
