-- One row per source_feed, source_key, identifier_type and identifier_hash: phones of community orders.

select
    'groupbuy_order' as source_feed,
    order_key as source_key,
    'phone' as identifier_type,
    phone_hash as identifier_hash,
    paid_at as seen_at,
    paid_at as bound_at,
    paid_at as last_seen_at
from "staging"."stg_groupbuy_order"
where phone_hash is not null and business_date <= (select as_of_date from "control"."run")
