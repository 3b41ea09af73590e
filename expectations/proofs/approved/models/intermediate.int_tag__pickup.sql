-- grain: member_uid, month_end, tag_group. What pickups of the trailing 90 days tell of a member at a month's
-- end, the same day's or next month's end excluded: the usual time of day, and whether orders are fetched
-- within a day of being ready (punctual) or mostly not (late). Fewer pickups tell nothing.
with snapshot as (
    select
        month_end,
        coalesce(lead(month_end) over (order by month_end), ((select as_of_date from "control"."run") + 1)) as next_month_end
    from "lifecycle"."int_calendar__snapshot"
),

-- An order that still waits tells nothing yet until its 24 hours are over.
pickup as (
    select
        *,
        case
            when pickup_hour < 11 then 'morning'
            when pickup_hour < 14 then 'noon'
            when pickup_hour < 17 then 'afternoon'
            when pickup_hour is not null then 'evening'
        end as part
    from "intermediate"."int_order__pickup"
    where
        member_uid is not null
        and (is_picked or (ready_on + 1) < (select as_of_date from "control"."run"))
),

counted as (
    select
        pickup.member_uid,
        snapshot.month_end,
        snapshot.next_month_end,
        count(*) as orders,
        count(*) filter (where pickup.is_picked_24h) as orders_24h,
        count(*) filter (where pickup.part = 'morning') as morning,
        count(*) filter (where pickup.part = 'noon') as noon,
        count(*) filter (where pickup.part = 'afternoon') as afternoon,
        count(*) filter (where pickup.part = 'evening') as evening,
        count(pickup.pickup_hour) as pickups
    from pickup
    inner join snapshot
        on
            pickup.ready_on <= snapshot.month_end
            and pickup.ready_on > (snapshot.month_end + -90)
    group by pickup.member_uid, snapshot.month_end, snapshot.next_month_end
)

select
    member_uid,
    month_end,
    next_month_end,
    'pickup_time' as tag_group,
    case greatest(morning, noon, afternoon, evening)
        when morning then 'morning'
        when noon then 'noon'
        when afternoon then 'afternoon'
        when evening then 'evening'
    end as tag
from counted
where pickups >= 3
union all
select
    member_uid,
    month_end,
    next_month_end,
    'pickup_habit' as tag_group,
    case
        when orders_24h >= 0.8 * orders then 'punctual'
        else 'late'
    end as tag
from counted
where
    orders >= 3
    and (
        orders_24h >= 0.8 * orders
        or orders_24h <= 0.5 * orders
    )
