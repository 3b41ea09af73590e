-- grain: member_uid, month_end. Purchases of the trailing 365 days of members of at least 365 days who bought
-- in them; only where purchases are known for so long, else a year would be counted that nobody saw.
with snapshot as (
    select * from "lifecycle"."int_calendar__snapshot"
),

ticket as (
    select
        member_uid,
        business_date
    from "intermediate"."int_purchase__ticket"
    where member_uid is not null and is_purchase and business_date <= (select as_of_date from "control"."run")
),

begun as (
    select min(business_date) as first_on
    from ticket
),

anchor as (
    select * from "lifecycle"."int_member__anchor" where joined_on is not null
)

select
    anchor.member_uid,
    anchor.home_mall_id as mall_id,
    snapshot.month_end,
    count(*) as purchases_365d
from snapshot
inner join begun on (snapshot.month_end + -364) >= begun.first_on
inner join ticket
    on
        snapshot.month_end >= ticket.business_date
        and (snapshot.month_end + -365) < ticket.business_date
inner join anchor
    on
        ticket.member_uid = anchor.member_uid
        and (snapshot.month_end + -364) >= anchor.joined_on
group by anchor.member_uid, anchor.home_mall_id, snapshot.month_end
