-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers of a car park's
-- stays that stood beside each other. The first stay of a combination stands for all; a plate alone
-- claims nothing.

with combination as (
    select
        md5(concat_ws(
            '|', coalesce(plate_hash, '-'), coalesce(card_no_hash, '-'), coalesce(openid_hash, '-')
        )) as source_key,
        plate_hash,
        card_no_hash,
        openid_hash,
        min(coalesce(in_at, out_at)) as seen_at,
        max(coalesce(in_at, out_at)) as bound_at
    from "intermediate"."int_parking__session"
    where card_no_hash is not null or openid_hash is not null
    group by plate_hash, card_no_hash, openid_hash
),

seen as (
    select
        source_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        seen_at,
        bound_at
    from combination
    union all
    select
        source_key,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        seen_at,
        bound_at
    from combination
    union all
    select
        source_key,
        'plate' as identifier_type,
        plate_hash as identifier_hash,
        seen_at,
        bound_at
    from combination
    
)

select
    'parking' as source_feed,
    source_key,
    identifier_type,
    identifier_hash,
    seen_at,
    bound_at,
    bound_at as last_seen_at
from seen
where identifier_hash is not null
