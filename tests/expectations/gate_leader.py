"""Small candidate tables of leaders on which their suites are green, and their harm."""

from __future__ import annotations

LEADER = """
CREATE TABLE kpi.leader_commission_tier (
    leader_id VARCHAR, month_start DATE, earned_month DATE, tier_no BIGINT, from_fen BIGINT, to_fen BIGINT,
    rate_bp BIGINT, net_fen BIGINT, net_before_fen BIGINT, base_fen BIGINT, base_before_fen BIGINT,
    settled_on DATE
);
INSERT INTO kpi.leader_commission_tier VALUES
    ('L2', '2024-06-01', '2024-06-01', 1, 0, 1000, 800, -5, 0, 0, 0, '2024-07-05'),
    ('L1', '2024-04-01', '2024-04-01', 1, 0, 1000, 800, 1500, 0, 1000, 0, '2024-05-05'),
    ('L1', '2024-04-01', '2024-04-01', 2, 1000, NULL, 1000, 1500, 0, 500, 0, '2024-05-05'),
    ('L1', '2024-05-01', '2024-04-01', 1, 0, 1000, 800, 900, 1500, 900, 1000, '2024-06-05'),
    ('L1', '2024-05-01', '2024-04-01', 2, 1000, NULL, 1000, 900, 1500, 0, 500, '2024-06-05');

CREATE TABLE kpi.leader_commission_monthly (
    leader_id VARCHAR, month_start DATE, is_settled BOOLEAN, commission_fen BIGINT, clawback_fen BIGINT,
    back_pay_fen BIGINT, statement_fen BIGINT, payout_fen BIGINT, null_reason VARCHAR
);
INSERT INTO kpi.leader_commission_monthly VALUES
    ('L1', '2024-04-01', true, 130, 0, 0, 130, 130, NULL),
    ('L1', '2024-05-01', true, 0, -58, 0, -58, -58, NULL),
    ('L2', '2024-06-01', false, 0, 0, 0, 0, NULL, 'immature_until:2024-07-05');

CREATE TABLE kpi.leader_scorecard_monthly (
    leader_id VARCHAR, month_start DATE, score DOUBLE, null_reason VARCHAR, known_weight INTEGER,
    sales_percentile DOUBLE, growth_percentile DOUBLE, service_percentile DOUBLE, activity_percentile DOUBLE,
    sales_weight INTEGER, growth_weight INTEGER, service_weight INTEGER, activity_weight INTEGER,
    state VARCHAR, state_since DATE, warned_on DATE, helped_on DATE, replace_candidate_on DATE
);
INSERT INTO kpi.leader_scorecard_monthly VALUES
    ('L1', '2024-04-01', 75, NULL, 80, 50, 100, NULL, 100, 40, 20, 20, 20, 'help', '2024-05-01',
        '2024-04-01', '2024-05-01', NULL),
    ('L2', '2024-06-01', NULL, 'left', NULL, NULL, NULL, NULL, NULL, 40, 20, 20, 20, NULL, NULL, NULL, NULL,
        NULL);

CREATE TABLE kpi.leader_dashboard (
    leader_id VARCHAR, business_date DATE, paid_fen BIGINT, refund_fen BIGINT, net_fen BIGINT,
    month_net_fen BIGINT, month_commission_fen BIGINT
);
INSERT INTO kpi.leader_dashboard VALUES
    ('L2', '2024-06-30', 0, 0, 0, 0, 0),
    ('L1', '2024-06-29', 100, 30, 70, 70, 6), ('L1', '2024-06-30', 50, 0, 50, 120, 10);
"""

LEADER_HARM = {
    "kpi.leader_commission_tier": {
        "base_lies_within_its_tier": "base_fen = -1 WHERE net_fen < 0",
        "earned_before_it_is_settled": "settled_on = '2024-06-01' WHERE leader_id = 'L2'",
        "no_fen_is_paid_twice": "base_fen = 501 WHERE tier_no = 2 AND base_fen = 500",
    },
    "kpi.leader_commission_monthly": {
        "a_statement_is_the_sum_of_its_parts": "back_pay_fen = 1 WHERE leader_id = 'L2'",
        "only_what_is_settled_is_paid": "payout_fen = 129 WHERE payout_fen = 130",
        "reason_exactly_when_no_value": "null_reason = NULL",
        "a_statement_follows_from_the_published_tiers": (
            "commission_fen = 131, statement_fen = 131, payout_fen = 131 WHERE payout_fen = 130"
        ),
    },
    "kpi.leader_scorecard_monthly": {
        "score_lies_between_nothing_and_all": (
            "score = 101, sales_percentile = 102, growth_percentile = 100 WHERE score = 75"
        ),
        "state_is_of_the_list": "state = 'dismissed' WHERE state = 'help'",
        "reason_exactly_when_no_value": "null_reason = NULL",
        "score_follows_from_its_parts": "score = 76 WHERE score = 75",
        "states_follow_the_low_months": "warned_on = '2024-06-01' WHERE state = 'help'",
    },
    "kpi.leader_dashboard": {
        "net_is_paid_less_refunded": "refund_fen = 29 WHERE refund_fen = 30",
        "the_month_to_date_adds_up": "month_net_fen = 121 WHERE month_net_fen = 120",
        "commission_is_a_part_of_sales": "month_commission_fen = -1 WHERE month_commission_fen = 6",
    },
}
