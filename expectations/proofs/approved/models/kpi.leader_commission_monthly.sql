-- grain: leader_id, month_start. A leader's statement: commission on the month's own net sales, and what
-- changed of months that were settled before. Both are to date until the statement is settled; then they
-- are paid.
with earned as (
    select
        leader_id,
        statement_month,
        earned_month,
        settled_on,
        is_settled,
        max(net_fen) as net_fen,
        max(net_before_fen) as net_before_fen,
        cast((sum(base_fen * rate_bp) + 5000) // 10000 as bigint) as commission_fen,
        cast((sum(base_before_fen * rate_bp) + 5000) // 10000 as bigint) as commission_before_fen,
        max_by(tier, tier_no) filter (where base_fen > 0) as tier
    from "intermediate"."int_leader__commission"
    group by leader_id, statement_month, earned_month, settled_on, is_settled
),

summed as (
    select
        leader_id,
        statement_month as month_start,
        settled_on,
        is_settled,
        sum(case when earned_month = statement_month then net_fen else 0 end) as net_fen,
        max(case when earned_month = statement_month then tier end) as tier,
        sum(case when earned_month = statement_month then commission_fen else 0 end) as commission_fen,
        sum(
            case when earned_month < statement_month then net_fen - net_before_fen else 0 end
        ) as adjusted_net_fen,
        sum(case
            when earned_month < statement_month then least(commission_fen - commission_before_fen, 0)
            else 0
        end) as clawback_fen,
        sum(case
            when earned_month < statement_month then greatest(commission_fen - commission_before_fen, 0)
            else 0
        end) as back_pay_fen
    from earned
    group by leader_id, statement_month, settled_on, is_settled
)

select
    leader_id,
    month_start,
    settled_on,
    is_settled,
    cast('marginal' as varchar) as commission_plan,
    cast(net_fen as bigint) as net_fen,
    tier,
    cast(commission_fen as bigint) as commission_fen,
    cast(adjusted_net_fen as bigint) as adjusted_net_fen,
    cast(clawback_fen as bigint) as clawback_fen,
    cast(back_pay_fen as bigint) as back_pay_fen,
    cast(commission_fen + clawback_fen + back_pay_fen as bigint) as statement_fen,
    case when is_settled then cast(commission_fen + clawback_fen + back_pay_fen as bigint) end as payout_fen,
    case when not is_settled then 'immature_until:' || cast(settled_on as varchar) end as null_reason
from summed
order by leader_id, month_start
