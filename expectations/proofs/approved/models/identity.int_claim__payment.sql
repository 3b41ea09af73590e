-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers in records of
-- payment services. An openid that stands alone is proved once, by its first record in a feed.

with alone as (
    select
        source_feed,
        openid_hash,
        min(paid_at) as seen_at,
        max(paid_at) as last_seen_at
    from "intermediate"."int_payment__record"
    where openid_hash is not null
    group by source_feed, openid_hash
),

event as (
    select * from "intermediate"."int_payment__circle_event" where kind not in ('pay', 'refund')
),

coupon as (
    select
        *,
        concat_ws('|', coupon_id, state) as source_key
    from "staging"."stg_wechatpay_coupon"
),

seen as (
    select
        source_feed,
        openid_hash as source_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        seen_at,
        last_seen_at
    from alone
    union all
    select
        'wechatpay_circle' as source_feed,
        event_key as source_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        occurred_at as seen_at,
        occurred_at as last_seen_at
    from event
    union all
    select
        'wechatpay_circle' as source_feed,
        event_key as source_key,
        'plate' as identifier_type,
        plate_hash as identifier_hash,
        occurred_at as seen_at,
        occurred_at as last_seen_at
    from event
    union all
    select
        'wechatpay_coupon' as source_feed,
        source_key,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        state_at as seen_at,
        state_at as last_seen_at
    from coupon
    where cast(timezone('Asia/Shanghai', timezone('UTC', state_at)) - 0 * interval '1' hour as date) <= (select as_of_date from "control"."run")
    union all
    select
        'wechatpay_coupon' as source_feed,
        source_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        state_at as seen_at,
        state_at as last_seen_at
    from coupon
    where cast(timezone('Asia/Shanghai', timezone('UTC', state_at)) - 0 * interval '1' hour as date) <= (select as_of_date from "control"."run")
)

select
    source_feed,
    source_key,
    identifier_type,
    identifier_hash,
    seen_at,
    seen_at as bound_at,
    last_seen_at
from seen
where identifier_hash is not null
