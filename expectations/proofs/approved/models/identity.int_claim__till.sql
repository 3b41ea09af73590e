-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers on till tickets. A
-- till proves a card once, its first ticket stands for all; so it does a phone, and the two together.

with ticket as (
    select * from "intermediate"."int_purchase__till_ticket"
),

with_phone as (
    select * from ticket
    where phone_hash is not null
),

together as (
    select
        card_no_hash,
        phone_hash,
        md5(concat_ws(
            '|',
            coalesce(card_no_hash, '-'),
            coalesce(phone_hash, '-')
        )) as source_key,
        min(sold_at) as seen_at,
        min(sold_at) as bound_at,
        max(sold_at) as last_seen_at
    from with_phone
    group by card_no_hash, phone_hash
),

final as (
    select
        'pos_sales' as source_feed,
        card_no_hash as source_key,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        min(sold_at) as seen_at,
        min(sold_at) as bound_at,
        max(sold_at) as last_seen_at
    from ticket
    where card_no_hash is not null
    group by card_no_hash
    union all
    
    select
        'pos_sales' as source_feed,
        source_key,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from together
    where card_no_hash is not null
    union all
    select
        'pos_sales' as source_feed,
        source_key,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from together
    where phone_hash is not null
)

select * from final
