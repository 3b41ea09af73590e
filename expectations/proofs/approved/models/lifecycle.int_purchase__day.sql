-- grain: member_uid, business_date. A day on which a member bought, over all malls, and whether another one
-- follows on d+1 to d+N. Mall and shop category are those of the day's largest ticket (then the earliest).
with ticket as (
    select
        *,
        row_number() over (
            partition by member_uid, business_date order by purchase_fen desc, sold_at asc, ticket_id asc
        ) as size_order
    from "intermediate"."int_purchase__ticket"
    where member_uid is not null and is_purchase and business_date <= (select as_of_date from "control"."run")
),

purchase_day as (
    select
        member_uid,
        business_date,
        min(sold_at) as first_sold_at,
        max(case when size_order = 1 then mall_id end) as mall_id,
        max(case when size_order = 1 then shop_category end) as shop_category,
        cast(sum(purchase_fen) as bigint) as net_fen,
        count(*) as tickets
    from ticket
    group by member_uid, business_date
),

followed as (
    select
        *,
        row_number() over (partition by member_uid order by business_date) as purchase_day_no,
        lead(business_date) over (partition by member_uid order by business_date) as next_business_date
    from purchase_day
),

layer_interval as (
    select * from "lifecycle"."int_member__layer_interval"
)

select
    concat(followed.member_uid, '|', cast(followed.business_date as varchar)) as purchase_day_id,
    followed.member_uid,
    followed.mall_id,
    followed.business_date,
    followed.first_sold_at,
    followed.shop_category,
    layer_interval.layer,
    followed.net_fen,
    followed.tickets,
    followed.purchase_day_no,
    followed.purchase_day_no = 1 as is_first,
    followed.next_business_date,
    coalesce(
        followed.next_business_date <= (followed.business_date + 30), false
    ) as has_next_30d,
    coalesce(
        followed.next_business_date <= (followed.business_date + 60), false
    ) as has_next_60d,
    coalesce(
        followed.next_business_date <= (followed.business_date + 90), false
    ) as has_next_90d
from followed
left join layer_interval
    on
        followed.member_uid = layer_interval.member_uid
        and followed.business_date >= layer_interval.valid_from
        and followed.business_date < layer_interval.valid_to
