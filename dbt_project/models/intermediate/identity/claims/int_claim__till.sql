-- One row per source_feed, source_key, identifier_type and identifier_hash: a card that a till has seen; its
-- first ticket stands for all.

with card as (
    select
        card_no_hash as source_key,
        min(sold_at) as seen_at
    from {{ ref('int_purchase__till_ticket') }}
    where card_no_hash is not null
    group by card_no_hash
)

select
    'pos_sales' as source_feed,
    source_key,
    'card_no' as identifier_type,
    source_key as identifier_hash,
    seen_at,
    seen_at as bound_at
from card
