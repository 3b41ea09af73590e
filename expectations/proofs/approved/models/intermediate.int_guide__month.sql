-- grain: guide_staff_id, month_start. What the members whom a guide brought in a month came to within 30
-- days, the score made of it and the pay of its tier. A component reaches its full weight at its target.
-- Members who were gone by the thirtieth day count for nothing: what was shown for them before is clawed back
-- by itself.
with joiner as (
    select
        *,
        cast(date_trunc('month', joined_on) as date) as month_start
    from "intermediate"."int_join__origin"
    where guide_staff_id is not null
),

counted as (
    select
        guide_staff_id,
        month_start,
        max(mall_id) as mall_id,
        sum(case when is_paid_join then 1 else 0 end) as paid_joins,
        sum(case when is_paid_join then visit_days_30d else 0 end) as visit_days,
        sum(case when is_paid_join then redemption_fen_30d else 0 end) as redemption_fen
    from joiner
    group by guide_staff_id, month_start
),

scored as (
    select
        *,
        cast(round(
            40 * least(1, paid_joins / 10)
            + 30 * least(1, visit_days / 20)
            + 30
            * least(1, greatest(0, redemption_fen) / 100000)
        ) as bigint) as score_points
    from counted
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
        max_by(tier.tier, tier.from_points) as tier,
        max_by(tier.payout_fen, tier.from_points) as payout_fen
    from scored
    inner join tier on scored.score_points >= tier.from_points
    group by scored.guide_staff_id, scored.month_start
)

select
    scored.guide_staff_id,
    scored.month_start,
    scored.mall_id,
    cast(scored.paid_joins as bigint) as paid_joins,
    cast(scored.visit_days as bigint) as visit_days,
    cast(scored.redemption_fen as bigint) as redemption_fen,
    scored.score_points,
    coalesce(reached.tier, 'none') as tier,
    coalesce(reached.payout_fen, 0) as payout_fen
from scored
left join reached
    on scored.guide_staff_id = reached.guide_staff_id and scored.month_start = reached.month_start
