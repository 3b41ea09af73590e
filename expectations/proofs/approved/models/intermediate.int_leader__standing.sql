-- grain: leader_id, month_start. A leader's month whole: what was done, score and state, type by rule, own
-- commission once settled, the place among the community's sellers, and whether orders came three months
-- on.
with leader_month as (
    select
        *,
        greatest(net_fen, 0) as positive_net_fen,
        (cast(last_day(month_start) as date) + 5) as settled_on
    from "intermediate"."int_leader__month"
),

score as (
    select * from "intermediate"."int_leader__score"
),

leader_state as (
    select * from "intermediate"."int_leader__state"
),

commission as (
    select
        leader_id,
        earned_month,
        cast((sum(base_fen * rate_bp) + 5000) // 10000 as bigint) as commission_fen
    from "intermediate"."int_leader__commission"
    where statement_month = earned_month and is_settled
    group by leader_id, earned_month
),

placed as (
    select
        leader_month_id,
        row_number() over (
            partition by community_id, month_start order by positive_net_fen desc, leader_id asc
        ) as place,
        sum(case when positive_net_fen > 0 then 1 else 0 end) over (
            partition by community_id, month_start
        ) as sellers,
        sum(positive_net_fen) over (partition by community_id, month_start) as community_net_fen,
        quantile_cont(new_buyers, 0.75) over (
            partition by community_tier, month_start
        ) as social_from
    from leader_month
),

serving as (
    select
        leader_month_id,
        quantile_cont(service_value, 0.75) over (
            partition by community_tier, month_start
        ) as service_from
    from score
)

select
    leader_month.leader_month_id,
    leader_month.leader_id,
    leader_month.month_start,
    leader_month.month_end,
    leader_month.community_id,
    leader_month.community_tier,
    leader_month.declared_type,
    leader_month.is_owner,
    leader_month.has_pickup,
    leader_month.approved_on,
    leader_month.left_on,
    leader_month.null_reason,
    leader_month.settled_on,
    leader_month.active_days,
    leader_month.orders,
    leader_month.new_buyers,
    leader_month.refunded_orders,
    leader_month.paid_fen,
    leader_month.refund_fen,
    leader_month.net_fen,
    leader_month.positive_net_fen,
    leader_month.ratings,
    leader_month.stars,
    leader_month.complaints,
    leader_month.responses,
    leader_month.response_minutes,
    leader_month.buyers,
    leader_month.known_buyers,
    leader_month.trailing_ratings,
    leader_month.trailing_stars,
    leader_month.tool_days,
    score.sales_value,
    score.sales_percentile,
    score.growth_value,
    score.growth_percentile,
    score.service_value,
    score.service_percentile,
    score.activity_value,
    score.activity_percentile,
    score.known_weight,
    score.score,
    score.low_below,
    score.is_low,
    leader_state.low_months,
    leader_state.state,
    leader_state.state_since,
    leader_state.warned_on,
    leader_state.helped_on,
    leader_state.replace_candidate_on,
    leader_state.title,
    leader_month.is_owner as is_resource,
    leader_month.new_buyers > 0 and leader_month.new_buyers >= placed.social_from as is_social,
    coalesce(leader_month.has_pickup and score.service_value >= serving.service_from, false) as is_service,
    placed.place,
    leader_month.positive_net_fen > 0 and placed.place = 1 as is_top,
    leader_month.positive_net_fen > 0 and placed.place <= ceil(0.2 * placed.sellers) as is_top_fifth,
    cast(coalesce(round(
        cast(leader_month.positive_net_fen as double) * leader_month.positive_net_fen
        / nullif(placed.community_net_fen, 0)
    ), 0) as bigint) as concentrated_fen,
    leader_month.trailing_ratings >= 10 as is_rated,
    leader_month.orders > 0 as is_active,
    leader_month.orders > 0 and coalesce(later.orders, 0) > 0 as is_active_3m_later,
    cast(last_day(leader_month.month_start + interval 3 month) as date) as retention_matures_on,
    commission.commission_fen
from leader_month
inner join placed on leader_month.leader_month_id = placed.leader_month_id
left join score on leader_month.leader_month_id = score.leader_month_id
left join serving on leader_month.leader_month_id = serving.leader_month_id
left join leader_state
    on leader_month.leader_id = leader_state.leader_id and leader_month.month_start = leader_state.month_start
left join commission
    on leader_month.leader_id = commission.leader_id and leader_month.month_start = commission.earned_month
left join leader_month as later
    on
        leader_month.leader_id = later.leader_id
        and cast(leader_month.month_start + interval 3 month as date) = later.month_start
