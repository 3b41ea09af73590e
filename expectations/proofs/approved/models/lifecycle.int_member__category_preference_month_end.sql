-- grain: member_uid, month_end. The category that a member bought on most purchase-days of the trailing
-- window, for members with enough of them. Ties: the larger net amount, then the name.
with snapshot as (
    select * from "lifecycle"."int_calendar__snapshot"
),

day_category as (
    select * from "lifecycle"."int_purchase__day_category"
),

windowed as (
    select
        day_category.*,
        snapshot.month_end,
        snapshot.is_month_end,
        snapshot.is_as_of
    from day_category
    inner join snapshot
        on
            day_category.business_date <= snapshot.month_end
            and day_category.business_date
            > (snapshot.month_end + -180)
),

total as (
    select
        member_uid,
        month_end,
        count(distinct business_date) as total_days
    from windowed
    group by member_uid, month_end
),

counted as (
    select
        member_uid,
        month_end,
        is_month_end,
        is_as_of,
        category,
        count(*) as category_days,
        row_number() over (
            partition by member_uid, month_end order by count(*) desc, sum(net_fen) desc, category
        ) as preference_order
    from windowed
    group by member_uid, month_end, is_month_end, is_as_of, category
)

select
    counted.member_uid,
    counted.month_end,
    anchor.home_mall_id as mall_id,
    counted.category,
    counted.category_days,
    total.total_days,
    counted.is_month_end,
    counted.is_as_of
from counted
inner join total on counted.member_uid = total.member_uid and counted.month_end = total.month_end
inner join "lifecycle"."int_member__anchor" as anchor on counted.member_uid = anchor.member_uid
where
    counted.preference_order = 1
    and total.total_days >= 2
