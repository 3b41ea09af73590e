-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers in records of
-- payment services. An openid that stands alone is proved once, by its first record in a feed.

with alone as (
    select
        source_feed,
        openid_hash,
        min(paid_at) as seen_at,
        max(paid_at) as last_seen_at
    from {{ ref('int_payment__record') }}
    where openid_hash is not null
    group by source_feed, openid_hash
),

event as (
    select * from {{ ref('int_payment__circle_event') }} where kind not in ('pay', 'refund')
),

coupon as (
    select
        *,
        concat_ws('|', coupon_id, state) as source_key
    from {{ ref('stg_wechatpay_coupon') }}
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
    {%- for identifier_type in ['openid', 'plate'] %}
    union all
    select
        'wechatpay_circle' as source_feed,
        event_key as source_key,
        '{{ identifier_type }}' as identifier_type,
        {{ identifier_type }}_hash as identifier_hash,
        occurred_at as seen_at,
        occurred_at as last_seen_at
    from event
    {%- endfor %}
    {%- for identifier_type in ['unionid', 'openid'] %}
    union all
    select
        'wechatpay_coupon' as source_feed,
        source_key,
        '{{ identifier_type }}' as identifier_type,
        {{ identifier_type }}_hash as identifier_hash,
        state_at as seen_at,
        state_at as last_seen_at
    from coupon
    where {{ business_date('state_at', "'" ~ var('default_timezone') ~ "'", 0) }} <= {{ as_of_date() }}
    {%- endfor %}
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
