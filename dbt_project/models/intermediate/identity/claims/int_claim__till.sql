-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers on till tickets. A
-- till proves a card once, its first ticket stands for all; so it does a phone, and the two together.

with ticket as (
    select * from {{ ref('int_purchase__till_ticket') }}
),

with_phone as (
    select * from ticket
    where phone_hash is not null
),

together as (
    {{ first_together('with_phone', ['card_no', 'phone'], 'sold_at') }}
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
    {{ claims_of_records('together', 'pos_sales', ['card_no', 'phone']) }}
)

select * from final
