-- grain: leader_id, statement_month, earned_month, tier_no. What a statement settles of a month's net
-- sales, tier by tier: all of the month that it is for, and of earlier months what was told anew since the
-- last one. A statement knows what was delivered up to leader_settle_days after its month, so a settled one
-- stays.
with pickup_point as (
    select * from {{ ref('dim_pickup_point') }} where is_last_known
),

told as (
    select
        told.order_key,
        told.delivered_on as told_on,
        lead(told.delivered_on) over (partition by told.order_key order by told.delivered_on) as told_anew_on,
        coalesce(told.leader_id, pickup_point.leader_id) as leader_id,
        told.business_date,
        told.net_fen
    from {{ ref('stg_groupbuy_order__told') }} as told
    left join pickup_point on told.pickup_point = pickup_point.pickup_point_id
),

-- What was told comes in, and goes out again when it is told anew: also from the leader and month it was of.
movement as (
    select
        leader_id,
        business_date,
        told_on as moved_on,
        net_fen
    from told
    union all
    select
        leader_id,
        business_date,
        told_anew_on as moved_on,
        -net_fen as net_fen
    from told
    where told_anew_on is not null
),

placed as (
    select
        leader_id,
        cast(date_trunc('month', business_date) as date) as earned_month,
        cast(greatest(
            date_trunc('month', business_date),
            date_trunc('month', {{ add_days('moved_on', '-' ~ var('leader_settle_days')) }})
        ) as date) as statement_month,
        net_fen
    from movement
    where leader_id is not null and business_date <= {{ as_of_date() }}
),

changed as (
    select
        leader_id,
        earned_month,
        statement_month,
        sum(net_fen) as change_fen
    from placed
    group by leader_id, earned_month, statement_month
    having sum(net_fen) <> 0 or statement_month = earned_month
),

known as (
    select
        leader_id,
        earned_month,
        statement_month,
        {{ leader_settled_on('statement_month') }} as settled_on,
        cast(sum(change_fen) over known_until as bigint) as net_fen,
        cast(sum(change_fen) over known_until - change_fen as bigint) as net_before_fen
    from changed
    window
        known_until as (
            partition by leader_id, earned_month order by statement_month
            rows between unbounded preceding and current row
        )
),

tier as (
    {{ leader_commission_tiers() }}
)

select
    known.leader_id,
    known.statement_month,
    known.earned_month,
    tier.tier_no,
    known.settled_on,
    {{ as_of_date() }} >= known.settled_on as is_settled,
    known.net_fen,
    known.net_before_fen,
    tier.tier,
    tier.from_fen,
    tier.to_fen,
    tier.rate_bp,
    {{ leader_tier_base('known.net_fen', 'tier') }} as base_fen,
    {{ leader_tier_base('known.net_before_fen', 'tier') }} as base_before_fen
from known
cross join tier
