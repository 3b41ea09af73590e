-- grain: leader_id, statement_month, earned_month, tier_no. What a statement settles of a month's net
-- sales, tier by tier: all of the month that it is for, and of earlier months what was told anew since the
-- last one. A statement knows what was delivered up to leader_settle_days after its month, so a settled one
-- stays.
with pickup_point as (
    select * from "core"."dim_pickup_point" where is_last_known
),

told as (
    select
        told.order_key,
        told.delivered_on as told_on,
        lead(told.delivered_on) over (partition by told.order_key order by told.delivered_on) as told_anew_on,
        coalesce(told.leader_id, pickup_point.leader_id) as leader_id,
        told.business_date,
        told.net_fen
    from "staging"."stg_groupbuy_order__told" as told
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
            date_trunc('month', (moved_on + -5))
        ) as date) as statement_month,
        net_fen
    from movement
    where leader_id is not null and business_date <= (select as_of_date from "control"."run")
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
        (cast(last_day(statement_month) as date) + 5) as settled_on,
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
    select
        row_number() over (order by from_fen) as tier_no,
        tier,
        from_fen,
        lead(from_fen) over (order by from_fen) as to_fen,
        rate_bp
    from (
        select
            split_part(told, ':', 1) as tier,
            cast(split_part(told, ':', 2) as bigint) as from_fen,
            cast(split_part(told, ':', 3) as bigint) as rate_bp
        from (select unnest(string_split('base:0:800,silver:200000:1000,gold:1000000:1200', ',')) as told) as tier_text
    ) as tier_part
)

select
    known.leader_id,
    known.statement_month,
    known.earned_month,
    tier.tier_no,
    known.settled_on,
    (select as_of_date from "control"."run") >= known.settled_on as is_settled,
    known.net_fen,
    known.net_before_fen,
    tier.tier,
    tier.from_fen,
    tier.to_fen,
    tier.rate_bp,
    greatest(least(known.net_fen, coalesce(tier.to_fen, known.net_fen)) - tier.from_fen, 0) as base_fen,
    greatest(least(known.net_before_fen, coalesce(tier.to_fen, known.net_before_fen)) - tier.from_fen, 0) as base_before_fen
from known
cross join tier
