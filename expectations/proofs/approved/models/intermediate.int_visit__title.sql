-- grain: member_uid, mall_id. The title of those who came in consecutive ISO weeks (P 2): it is theirs from
-- the first visit of the last of these weeks on, once; and whether they came again on the days after it, d+1
-- to d+title_retention_days.
with visit as (
    select
        member_uid,
        mall_id,
        business_date,
        cast(date_trunc('week', business_date) as date) as week_start
    from "intermediate"."int_visit__day"
    where member_uid is not null and business_date <= (select as_of_date from "control"."run")
),

week as (
    select
        member_uid,
        mall_id,
        week_start,
        min(business_date) as first_on,
        lag(week_start, 2 - 1) over (
            partition by member_uid, mall_id order by week_start
        ) as week_before
    from visit
    group by member_uid, mall_id, week_start
),

-- So many rows back lies the week that is as many weeks back only when none is missing between.
titled as (
    select
        member_uid,
        mall_id,
        min(first_on) as titled_on
    from week
    where week_before = (week_start + -7 * (2 - 1))
    group by member_uid, mall_id
),

back as (
    select
        titled.member_uid,
        titled.mall_id,
        count(*) as visit_days
    from titled
    inner join visit
        on
            titled.member_uid = visit.member_uid
            and titled.mall_id = visit.mall_id
            and titled.titled_on < visit.business_date
            and (titled.titled_on + 30) >= visit.business_date
    group by titled.member_uid, titled.mall_id
)

select
    concat(titled.member_uid, '|', coalesce(titled.mall_id, 'unknown')) as title_id,
    titled.member_uid,
    titled.mall_id,
    titled.titled_on,
    (titled.titled_on + 30) as matures_on,
    coalesce(back.visit_days, 0) as visit_days_after,
    back.member_uid is not null as has_visit_after
from titled
left join back on titled.member_uid = back.member_uid and titled.mall_id = back.mall_id
