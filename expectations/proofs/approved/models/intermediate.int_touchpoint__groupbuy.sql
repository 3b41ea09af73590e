-- One row per source_feed and source_key: a community order as a touchpoint.

select
    'groupbuy_order' as source_feed,
    order_key as source_key,
    case when phone_hash is not null then 'phone' end as identifier_type,
    phone_hash as identifier_hash,
    'groupbuy_order' as touchpoint_type,
    cast(null as varchar) as entry_id,
    cast(null as varchar) as mall_id,
    paid_at as occurred_at,
    business_date,
    delivered_on
from "staging"."stg_groupbuy_order"
where paid_at is not null and business_date <= (select as_of_date from "control"."run")
