-- grain: account_id, month_start. The statement of an account in each month with a movement: a member over
-- all numbers, or a number while its member is unknown. Opening and movements make the closing, and a month
-- opens with the closing of the one before. In the month of the first use stands how long it took.
with reason as (
    select * from "intermediate"."points_reason"
),

movement as (
    select
        points.member_uid,
        points.business_date,
        points.change,
        coalesce(points.member_uid, points.identifier_hash) as account_id,
        cast(date_trunc('month', points.business_date) as date) as month_start,
        reason.kind
    from "core"."fct_points" as points
    inner join reason on points.reason = reason.reason
),

moved as (
    select
        account_id,
        month_start,
        max(member_uid) as member_uid,
        
    cast(coalesce(sum(change) filter (where kind = 'earn'), 0) as bigint)
        as earned_points,
    cast(coalesce(sum(change) filter (where kind = 'adjust'), 0) as bigint)
        as adjusted_points,
    cast(-coalesce(sum(change) filter (where kind = 'burn'), 0) as bigint)
        as burned_points,
    cast(-coalesce(sum(change) filter (where kind = 'expire'), 0) as bigint)
        as expired_points,
    cast(-coalesce(sum(change) filter (where kind = 'clawback'), 0) as bigint)
        as clawed_back_points,
        cast(sum(change) as bigint) as change,
        min(case when change > 0 then business_date end) as gained_on,
        min(case when change < 0 and kind = 'burn' then business_date end) as burned_on
    from movement
    group by account_id, month_start
),

summed as (
    select
        *,
        cast(sum(change) over running as bigint) as closing_points,
        min(gained_on) over running as first_gained_on,
        min(burned_on) over running as first_burned_on
    from moved
    window running as (
        partition by account_id order by month_start
        rows between unbounded preceding and current row
    )
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
)

select
    summed.account_id,
    summed.month_start,
    summed.member_uid,
    anchor.home_mall_id as mall_id,
    summed.closing_points - summed.change as opening_points,
    summed.earned_points,
    summed.burned_points,
    summed.expired_points,
    summed.clawed_back_points,
    summed.adjusted_points,
    summed.closing_points,
    summed.burned_on is not null as is_burning,
    case
        when summed.burned_on = summed.first_burned_on and summed.first_gained_on <= summed.burned_on
            then date_diff('day', summed.first_gained_on, summed.burned_on)
    end as first_burn_days
from summed
left join anchor on summed.member_uid = anchor.member_uid
