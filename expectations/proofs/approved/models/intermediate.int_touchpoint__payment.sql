-- One row per source_feed and source_key: what payment services told, as touchpoints: payments and
-- refunds of circle and bills, other events of the circle, states of coupons.

with final as (
    select
        source_feed,
        source_key,
        case when openid_hash is not null then 'openid' end as identifier_type,
        openid_hash as identifier_hash,
        case payment_kind when 'return' then 'payment_refund' else 'payment' end as touchpoint_type,
        mall_id,
        paid_at as occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_payment__record"
    union all
    select
        'wechatpay_circle' as source_feed,
        event_key as source_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        case kind
            when 'points' then 'circle_points'
            when 'parking' then 'circle_parking_' || coalesce(parking_state, 'seen')
            else 'circle_authorisation'
        end as touchpoint_type,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_payment__circle_event"
    where kind not in ('pay', 'refund')
    union all
    select
        'wechatpay_coupon' as source_feed,
        concat_ws('|', coupon_id, state) as source_key,
        identifier_type,
        identifier_hash,
        'coupon_' || state as touchpoint_type,
        mall_id,
        state_at as occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_payment__coupon_state"
)

select
    source_feed,
    source_key,
    identifier_type,
    identifier_hash,
    touchpoint_type,
    cast(null as varchar) as entry_id,
    mall_id,
    occurred_at,
    business_date,
    delivered_on
from final
