-- grain: given_on, mall_id, is_returned, used_on, use_kind. What became of the points that a mall gave on a
-- day: first in, first out in each account. All that an account got lies on one line in the order of time,
-- all that left it on another; where two stretches lie over each other, these points left by that movement.
-- live points are used on the last of all days. An account that left more than it got draws on its next.
with reason as (
    select * from "intermediate"."points_reason"
),

movement as (
    select
        points.change,
        points.business_date,
        coalesce(points.member_uid, points.identifier_hash) as account_id,
        coalesce(points.mall_id, 'unknown') as mall_id,
        reason.kind,
        sum(abs(points.change)) over (
            partition by coalesce(points.member_uid, points.identifier_hash), points.change > 0
            order by points.business_date, points.occurred_at, points.entry_no
            rows between unbounded preceding and current row
        ) as until_point
    from "core"."fct_points" as points
    inner join reason on points.reason = reason.reason
    where points.change <> 0
),

-- Each end of a stretch on either line ends a piece; the stretches that it lies in end there or later.
piece as (
    select
        until_point
        - lag(until_point, 1, 0) over (partition by account_id order by until_point, change > 0) as points,
        first_value(case when change > 0 then business_date end ignore nulls) over later as given_on,
        first_value(case when change > 0 then mall_id end ignore nulls) over later as mall_id,
        first_value(case when change > 0 then kind not in ('earn', 'adjust') end ignore nulls) over later
            as is_returned,
        first_value(case when change < 0 then business_date end ignore nulls) over later as used_on,
        first_value(case when change < 0 then kind end ignore nulls) over later as use_kind
    from movement
    window later as (
        partition by account_id order by until_point, change > 0
        rows between current row and unbounded following
    )
),

drawn as (
    select
        given_on,
        mall_id,
        is_returned,
        coalesce(used_on, date '9999-12-31') as used_on,
        coalesce(use_kind, 'live') as use_kind,
        cast(sum(points) as bigint) as points
    from piece
    where points > 0 and given_on is not null
    group by given_on, mall_id, is_returned, used_on, use_kind
)

select
    given_on,
    mall_id,
    is_returned,
    used_on,
    use_kind,
    use_kind = 'burn' and used_on < (given_on + 30) as is_burned_30d,
    use_kind = 'expire' and used_on < (given_on + 30) as is_expired_30d,
    use_kind = 'burn' and used_on < (given_on + 90) as is_burned_90d,
    use_kind = 'expire' and used_on < (given_on + 90) as is_expired_90d,
    use_kind = 'burn' and used_on < (given_on + 365) as is_burned_365d,
    use_kind = 'expire' and used_on < (given_on + 365) as is_expired_365d,
    points
from drawn
