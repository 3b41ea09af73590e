-- grain: business_date, mall_id, reason. Movements of points by reason, how many were booked back, and what
-- was given over the limits of the rule: over the day's, or over what the month's still left, whichever is
-- more. A limit is a member's over all malls, so it is used up in the order of the ledger.
with reason as (
    select * from "intermediate"."points_reason"
),

movement as (
    select
        points.mall_id,
        points.business_date,
        points.change,
        reason.reason,
        reason.kind,
        reason.is_purchase,
        reason.max_points_per_day,
        reason.max_points_per_month,
        case when points.change > 0 and reason.kind = 'earn' then points.change else 0 end as gained,
        case when reason.kind = 'earn' then points.change else -points.change end as signed_points,
        sum(case when points.change > 0 then points.change else 0 end) over (
            partition by
                coalesce(points.member_uid, points.identifier_hash), reason.reason, points.business_date
            order by points.occurred_at, points.entry_no
            rows between unbounded preceding and current row
        ) as gained_in_day,
        sum(case when points.change > 0 then points.change else 0 end) over (
            partition by
                coalesce(points.member_uid, points.identifier_hash),
                reason.reason,
                date_trunc('month', points.business_date)
            order by points.business_date, points.occurred_at, points.entry_no
            rows between unbounded preceding and current row
        ) as gained_in_month
    from "core"."fct_points" as points
    inner join reason on points.reason = reason.reason
    where reason.kind in ('earn', 'burn')
)

select
    business_date,
    mall_id,
    reason,
    kind,
    is_purchase,
    cast(sum(signed_points) as bigint) as points,
    count(*) filter (where signed_points > 0) as entries,
    count(*) filter (where signed_points < 0) as entries_booked_back,
    -- Of one entry over its limits, no more than the entry itself.
    cast(sum(least(gained, greatest(
        coalesce(gained_in_day - max_points_per_day, 0),
        coalesce(gained_in_month - max_points_per_month, 0),
        0
    ))) as bigint) as points_over_cap
from movement
group by business_date, mall_id, reason, kind, is_purchase
