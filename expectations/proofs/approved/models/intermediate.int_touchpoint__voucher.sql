-- One row per source_feed and source_key: a platform's voucher verified in a shop, as a touchpoint.

select
    source_feed,
    source_key,
    case when phone_hash is not null then 'phone' end as identifier_type,
    phone_hash as identifier_hash,
    'voucher_' || state as touchpoint_type,
    cast(null as varchar) as entry_id,
    mall_id,
    verified_at as occurred_at,
    business_date,
    delivered_on
from "intermediate"."int_purchase__voucher"
