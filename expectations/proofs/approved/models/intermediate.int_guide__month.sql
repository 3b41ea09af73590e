-- grain: guide_staff_id, month_start, booking_no. What the members whom a guide brought in a month count
-- for on each day of booking, the score made of it, the pay of its tier, and what of it is booked then:
-- all at the settlement, afterwards only what is taken back. A component reaches its full weight at its
-- target.
with counted as (
    select
        guide_staff_id,
        month_start,
        booking_no,
        max(mall_id) as mall_id,
        max(booked_on) as booked_on,
        bool_and(is_mature) as is_mature,
        count(*) as joins,
        sum(case when is_valid_join then 1 else 0 end) as valid_joins,
        sum(case when is_paid_join then 1 else 0 end) as paid_joins,
        sum(case when is_paid_join then visit_days_30d else 0 end) as visit_days,
        sum(case when is_paid_join then redemption_fen_30d else 0 end) as redemption_fen
    from "intermediate"."int_guide__booking"
    group by guide_staff_id, month_start, booking_no
),

-- Weight times what was reached, in parts of the product of the targets: whole numbers, so that half a
-- point is half a point on every machine.
weighed as (
    select
        *,
        cast(10 as hugeint) * 20 * 100000 as parts_of_point,
        40 * least(10, paid_joins)
        * 20 * cast(100000 as hugeint) as joins_parts,
        30 * least(20, visit_days)
        * 10 * cast(100000 as hugeint) as visits_parts,
        30 * least(100000, greatest(0, redemption_fen))
        * 10 * cast(20 as hugeint) as sales_parts
    from counted
),

doubled as (
    select
        *,
        2 * (joins_parts + visits_parts + sales_parts) + parts_of_point as parts_twice
    from weighed
),

scored as (
    select
        *,
        cast(
            (parts_twice - parts_twice % (2 * parts_of_point)) / (2 * parts_of_point) as bigint
        ) as score_points
    from doubled
),

tier_text as (
    select unnest(string_split('gold:80:80000,silver:50:40000,bronze:20:15000', ',')) as told
),

tier as (
    select
        split_part(told, ':', 1) as tier,
        cast(split_part(told, ':', 2) as bigint) as from_points,
        cast(split_part(told, ':', 3) as bigint) as payout_fen
    from tier_text
),

reached as (
    select
        scored.guide_staff_id,
        scored.month_start,
        scored.booking_no,
        max_by(tier.tier, tier.from_points) as tier,
        max_by(tier.payout_fen, tier.from_points) as payout_fen
    from scored
    inner join tier on scored.score_points >= tier.from_points
    group by scored.guide_staff_id, scored.month_start, scored.booking_no
),

-- What was taken back is not given again.
due as (
    select
        scored.*,
        coalesce(reached.tier, 'none') as tier,
        min(coalesce(reached.payout_fen, 0)) over (
            partition by scored.guide_staff_id, scored.month_start
            order by scored.booking_no
            rows between unbounded preceding and current row
        ) as due_fen
    from scored
    left join reached
        on
            scored.guide_staff_id = reached.guide_staff_id
            and scored.month_start = reached.month_start
            and scored.booking_no = reached.booking_no
)

select
    concat_ws('|', guide_staff_id, cast(month_start as varchar), cast(booking_no as varchar))
        as guide_booking_id,
    guide_staff_id,
    month_start,
    booking_no,
    mall_id,
    booked_on,
    is_mature,
    cast(joins as bigint) as joins,
    cast(valid_joins as bigint) as valid_joins,
    cast(paid_joins as bigint) as paid_joins,
    cast(visit_days as bigint) as visit_days,
    cast(redemption_fen as bigint) as redemption_fen,
    cast(joins_parts as double) / parts_of_point as joins_points,
    cast(visits_parts as double) / parts_of_point as visits_points,
    cast(sales_parts as double) / parts_of_point as sales_points,
    score_points,
    tier,
    due_fen,
    due_fen - coalesce(
        lag(due_fen) over (partition by guide_staff_id, month_start order by booking_no), 0
    ) as payout_fen
from due
