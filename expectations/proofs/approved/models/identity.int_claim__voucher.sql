-- One row per source_feed, source_key, identifier_type and identifier_hash: phones that came with
-- vouchers.

select
    source_feed,
    source_key,
    'phone' as identifier_type,
    phone_hash as identifier_hash,
    verified_at as seen_at,
    verified_at as bound_at,
    verified_at as last_seen_at
from "intermediate"."int_purchase__voucher"
where phone_hash is not null
