"""A small candidate table of benefits by month, and its harm."""

from __future__ import annotations

BENEFIT = """
CREATE TABLE kpi.benefit_roi_monthly (
    benefit_id VARCHAR, month_start DATE, issued BIGINT, state_issued BIGINT, state_claimed BIGINT,
    state_redeemed BIGINT, state_expired BIGINT, state_cancelled BIGINT, state_refunded BIGINT,
    issued_in_month BIGINT, over_issued BIGINT, cost_fen BIGINT, cost_mall_fen BIGINT,
    cost_merchant_fen BIGINT, cost_platform_fen BIGINT, run_out BIGINT, run_out_redeemed BIGINT,
    redemption_rate DOUBLE, committed_fen BIGINT, committed_null_reason VARCHAR, cap_member_month_fen BIGINT,
    cap_month_fen BIGINT, max_member_spent_fen BIGINT, is_issue_breach BOOLEAN, is_member_breach BOOLEAN,
    is_month_breach BOOLEAN, is_blocked BOOLEAN, attributed_fen BIGINT, roi DOUBLE, roi_null_reason VARCHAR,
    incremental_ratio DOUBLE, incremental_ratio_low DOUBLE, incremental_ratio_high DOUBLE,
    incremental_null_reason VARCHAR, is_weak BOOLEAN, is_to_retire BOOLEAN
);
INSERT INTO kpi.benefit_roi_monthly VALUES
    ('b', DATE '2024-05-01', 90, 10, 10, 50, 10, 5, 5, 90, 0, 3000, 2000, 700, 300, 40, 20, 0.5, 4500, NULL,
        100, 4000, 90, false, false, true, true, 9000, 3, NULL, 2, -1, 5, NULL, true, false),
    ('b', DATE '2024-06-01', 91, 10, 10, 51, 10, 5, 5, 1, 0, 100, 0, 0, 100, 40, 20, NULL, NULL, 'too_few',
        NULL, NULL, 100, false, false, false, false, 0, NULL, 'too_few', NULL, NULL, NULL, 'no_control',
        false, false);
"""

MAY, JUNE = "WHERE month_start = '2024-05-01'", "WHERE month_start = '2024-06-01'"
BENEFIT_HARM = {
    "kpi.benefit_roi_monthly": {
        "states_make_up_issued": f"state_claimed = 11 {MAY}",
        "no_state_is_negative": f"state_cancelled = -1, state_refunded = 11 {MAY}",
        "a_month_goes_on_from_the_last": f"issued_in_month = 2 {JUNE}",
        "bearers_make_up_cost": f"cost_mall_fen = 1 {JUNE}",
        "blocked_exactly_by_a_cap": f"is_blocked = true {JUNE}",
        "what_was_paid_above_a_cap_blocks": f"cap_month_fen = 99 {JUNE}",
        "reason_exactly_when_no_return": f"roi_null_reason = NULL {JUNE}",
        "return_follows_from_sales_and_cost": f"attributed_fen = 8000 {MAY}",
        "reason_exactly_when_no_increment": f"incremental_null_reason = NULL {JUNE}",
        "increment_lies_within_its_bounds": f"incremental_ratio_high = 1 {MAY}",
        "reason_exactly_when_no_commitment": f"committed_null_reason = NULL {JUNE}",
        "expected_redemption_is_a_share": f"run_out_redeemed = 41 {MAY}",
        "only_the_weak_are_retired": f"is_to_retire = true {JUNE}",
        "no_month_is_in_the_future": f"month_start = '2024-07-01' {JUNE}",
        "nothing_is_issued_beyond_its_quota": f"over_issued = 1 {JUNE}",
    },
}
