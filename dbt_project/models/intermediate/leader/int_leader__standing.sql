-- grain: leader_id, month_start. A leader's month whole: what was done, score and state, type by rule, own
-- commission once settled, the place among the community's sellers, and whether orders came three months
-- on.
with leader_month as (
    select
        *,
        greatest(net_fen, 0) as positive_net_fen,
        {{ leader_settled_on('month_start') }} as settled_on
    from {{ ref('int_leader__month') }}
),

score as (
    select * from {{ ref('int_leader__score') }}
),

leader_state as (
    select * from {{ ref('int_leader__state') }}
),

commission as (
    select
        leader_id,
        earned_month,
        {{ leader_commission_fen('sum(base_fen * rate_bp)') }} as commission_fen
    from {{ ref('int_leader__commission') }}
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
        quantile_cont(new_buyers, {{ var('leader_type_percentile') }}) over (
            partition by community_tier, month_start
        ) as social_from
    from leader_month
),

serving as (
    select
        leader_month_id,
        quantile_cont(service_value, {{ var('leader_type_percentile') }}) over (
            partition by community_tier, month_start
        ) as service_from
    from score
)

select
    {%- for name in [
        'leader_month_id', 'leader_id', 'month_start', 'month_end', 'community_id', 'community_tier',
        'declared_type', 'is_owner', 'has_pickup', 'approved_on', 'left_on', 'null_reason', 'settled_on',
        'active_days', 'orders', 'new_buyers', 'refunded_orders', 'paid_fen', 'refund_fen', 'net_fen',
        'positive_net_fen', 'ratings', 'stars', 'complaints', 'responses', 'response_minutes', 'buyers',
        'known_buyers', 'trailing_ratings', 'trailing_stars', 'tool_days'
    ] %}
    leader_month.{{ name }},
    {%- endfor %}
    {%- for name in ['sales', 'growth', 'service', 'activity'] %}
    score.{{ name }}_value,
    score.{{ name }}_percentile,
    {%- endfor %}
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
    leader_month.trailing_ratings >= {{ var('leader_min_ratings') }} as is_rated,
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
