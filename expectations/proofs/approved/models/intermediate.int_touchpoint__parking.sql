-- One row per source_feed and source_key: a stay in a car park as a touchpoint, by its entry where that
-- was seen. A card or an openid tells the person better than the plate.

select
    'parking' as source_feed,
    session_key as source_key,
    case
        when openid_hash is not null then 'openid'
        when card_no_hash is not null then 'card_no'
        when plate_hash is not null then 'plate'
    end as identifier_type,
    coalesce(openid_hash, card_no_hash, plate_hash) as identifier_hash,
    'parking' as touchpoint_type,
    cast(null as varchar) as entry_id,
    mall_id,
    coalesce(in_at, out_at) as occurred_at,
    business_date,
    delivered_on
from "intermediate"."int_parking__session"
