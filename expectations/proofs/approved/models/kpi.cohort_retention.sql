-- grain: cohort_kind, cohort_month, mall_id, age_months. Who of a month's cohort was active in later months.
-- First purchasers are active when they purchase, joiners when they visit; ages are calendar months.
with first_purchase as (
    select * from "lifecycle"."int_cohort__first_purchase"
),

joiner as (
    select * from "lifecycle"."int_cohort__join"
),

month as (
    select * from "kpi"."int_kpi__period"
    where period_kind = 'month'
),

run as (
    select * from "control"."run"
),

activity as (
    select distinct
        'first_purchase' as cohort_kind,
        member_uid,
        cast(date_trunc('month', business_date) as date) as month_start
    from "lifecycle"."int_purchase__day"
    union all
    select distinct
        'join' as cohort_kind,
        member_uid,
        cast(date_trunc('month', business_date) as date) as month_start
    from "core"."fct_visit_day"
),

member_of_mall as (
    select
        'first_purchase' as cohort_kind,
        member_uid,
        cast(date_trunc('month', first_purchase_on) as date) as cohort_month,
        coalesce(mall_id, 'unknown') as mall_id
    from first_purchase
    union all
    select
        'join' as cohort_kind,
        member_uid,
        cast(date_trunc('month', joined_on) as date) as cohort_month,
        coalesce(mall_id, 'unknown') as mall_id
    from joiner
),

member as (
    select * from member_of_mall
    union all
    select
        cohort_kind,
        member_uid,
        cohort_month,
        'ALL' as mall_id
    from member_of_mall
),

counted as (
    select
        member.cohort_kind,
        member.cohort_month,
        member.mall_id,
        month.period_start as month_start,
        month.period_end as month_end,
        count(*) as denominator,
        count(activity.member_uid) as numerator
    from member
    inner join month as birth on member.cohort_month = birth.period_start
    inner join month on member.cohort_month <= month.period_start
    left join activity
        on
            member.cohort_kind = activity.cohort_kind
            and member.member_uid = activity.member_uid
            and month.period_start = activity.month_start
    group by
        member.cohort_kind, member.cohort_month, member.mall_id, month.period_start, month.period_end
),

judged as (
    select
        counted.*,
        counted.month_end <= run.as_of_date as is_mature,
        run.as_of_date,
        12 * (extract(year from counted.month_start) - extract(year from counted.cohort_month))
        + extract(month from counted.month_start) - extract(month from counted.cohort_month) as age_months
    from counted
    cross join run
)

select
    cohort_kind,
    cohort_month,
    mall_id,
    cast(age_months as integer) as age_months,
    case when is_mature then numerator end as numerator,
    case when is_mature then denominator end as denominator,
    case when is_mature then cast(numerator as double) / denominator end as value,
    denominator as cohort_members,
    is_mature,
    case when not is_mature then concat('immature_until:', cast(month_end as varchar)) end as null_reason,
    as_of_date
from judged
order by cohort_kind, cohort_month, mall_id, age_months
