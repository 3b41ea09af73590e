-- grain: member_uid. The first dates of a member that the rest counts from, and the mall that the member
-- belongs to. Home mall: where the member joined, else where the member was first seen.
with registration as (
    select * from "lifecycle"."int_member__registration"
),

visit as (
    select
        member_uid,
        mall_id,
        business_date,
        first_seen_at,
        row_number() over (
            partition by member_uid order by business_date, first_seen_at, mall_id
        ) as visit_order
    from "intermediate"."int_visit__day"
    where member_uid is not null and business_date <= (select as_of_date from "control"."run")
),

first_visit as (
    select * from visit where visit_order = 1
),

purchase as (
    select
        member_uid,
        mall_id,
        business_date,
        sold_at,
        row_number() over (
            partition by member_uid order by business_date, sold_at, ticket_id
        ) as purchase_order
    from "intermediate"."int_purchase__ticket"
    where member_uid is not null and is_purchase and business_date <= (select as_of_date from "control"."run")
),

first_purchase as (
    select * from purchase where purchase_order = 1
),

first_event as (
    select
        member_uid,
        min(business_date) as known_since
    from "lifecycle"."int_member__event_day"
    group by member_uid
)

select
    first_event.member_uid,
    first_event.known_since,
    registration.joined_at,
    registration.joined_on,
    registration.mall_id as join_mall_id,
    registration.first_entry_id,
    first_visit.first_seen_at as first_visit_at,
    first_visit.business_date as first_visit_on,
    first_visit.mall_id as first_visit_mall_id,
    first_purchase.sold_at as first_purchase_at,
    first_purchase.business_date as first_purchase_on,
    first_purchase.mall_id as first_purchase_mall_id,
    coalesce(registration.mall_id, first_visit.mall_id) as home_mall_id
from first_event
left join registration on first_event.member_uid = registration.member_uid
left join first_visit on first_event.member_uid = first_visit.member_uid
left join first_purchase on first_event.member_uid = first_purchase.member_uid
