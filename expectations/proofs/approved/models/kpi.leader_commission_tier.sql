-- grain: leader_id, month_start, earned_month, tier_no. The rows from which a commission is worked out:
-- what of the net sales of the earned month lies in each tier by this month's statement, and by the one
-- before.
select
    leader_id,
    statement_month as month_start,
    earned_month,
    tier_no,
    tier,
    from_fen,
    to_fen,
    rate_bp,
    net_fen,
    net_before_fen,
    base_fen,
    base_before_fen,
    settled_on,
    is_settled
from "intermediate"."int_leader__commission"
order by leader_id, statement_month, earned_month, tier_no
