"""Small candidate tables of lifetime value and trials on which their suites are green, and their harm."""

from __future__ import annotations

VALUE = """
CREATE TABLE kpi.lifetime_value_monthly (
    month_start DATE, mall_id VARCHAR, customers BIGINT, valued_customers BIGINT, lifetime_value_fen DOUBLE,
    null_reason VARCHAR, backtest_error DOUBLE, backtest_days_error DOUBLE, backtest_bias DOUBLE,
    backtest_null_reason VARCHAR
);
INSERT INTO kpi.lifetime_value_monthly VALUES
    (DATE '2024-04-01', 'ALL', 10, 0, NULL, 'history_below:56', NULL, NULL, NULL, 'empty_denominator'),
    (DATE '2024-05-01', 'ALL', 12, 9, 900.5, NULL, 0.25, 0.2, 0.8, NULL);

CREATE TABLE kpi.lifetime_value_backtest (
    held_out_month DATE, mall_id VARCHAR, frequency_group BIGINT, members BIGINT,
    predicted_purchase_days DOUBLE, actual_purchase_days BIGINT, purchase_days_error DOUBLE,
    predicted_fen BIGINT, actual_fen BIGINT
);
INSERT INTO kpi.lifetime_value_backtest VALUES
    (DATE '2024-05-01', 'north', 0, 9, 3.5, 7, 0.5, 300, 700),
    (DATE '2024-05-01', 'north', 1, 2, 0.5, 0, NULL, 50, 0);

CREATE TABLE kpi.trial_arm_monthly (
    month_start DATE, arm VARCHAR, metric_id VARCHAR, value DOUBLE, value_low DOUBLE, value_high DOUBLE,
    null_reason VARCHAR, probability DOUBLE, is_size_mismatch BOOLEAN
);
INSERT INTO kpi.trial_arm_monthly VALUES
    (DATE '2024-05-01', 'X:treat', 'trial_click_rate', 0.2, 0.1, 0.3, NULL, 0.5, false),
    (DATE '2024-06-01', 'X:treat', 'trial_join_rate', NULL, NULL, NULL, 'immature_until:2024-07-13', 0.5,
        false);
"""

VALUE_HARM = {
    "kpi.lifetime_value_monthly": {
        "reason_exactly_when_no_value": "null_reason = NULL",
        "backtest_says_why_not": "backtest_null_reason = NULL",
        "valued_are_customers": "valued_customers = 13 WHERE valued_customers = 9",
        "error_is_a_distance": "backtest_days_error = -1",
        "the_whole_is_no_further_off_than_its_parts": "backtest_bias = 1.3",
    },
    "kpi.lifetime_value_backtest": {
        "the_month_is_over": "held_out_month = '2024-07-01'",
        "nothing_is_negative": "predicted_fen = -1",
        "error_follows_from_both": "purchase_days_error = 0.4",
    },
    "kpi.trial_arm_monthly": {
        "metric_is_of_the_list": "metric_id = 'nps'",
        "share_lies_within_its_bounds": "value = 0.4",
        "probability_is_one": "probability = 1.1",
        "no_arm_is_of_another_size_than_promised": "is_size_mismatch = true",
    },
}
