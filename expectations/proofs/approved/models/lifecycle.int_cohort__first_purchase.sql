-- grain: member_uid. Members on the day of their first purchase, and whether they bought again on d+1 to d+N.
with purchase_day as (
    select * from "lifecycle"."int_purchase__day"
)

select
    member_uid,
    mall_id,
    business_date as first_purchase_on,
    shop_category,
    layer,
    has_next_30d,
    has_next_60d,
    has_next_90d
from purchase_day
where is_first
