"""Small candidate tables of results of experiments on which their suites are green, and their harm."""

from __future__ import annotations

RESULT = """
CREATE SCHEMA IF NOT EXISTS experiment;
CREATE TABLE experiment.result (
    experiment_id VARCHAR, metric_id VARCHAR, segment_id VARCHAR, arm VARCHAR, look_no BIGINT, method VARCHAR,
    evidence VARCHAR, window_start DATE, window_end DATE, data_as_of DATE, effect_abs DOUBLE, ci_low DOUBLE,
    ci_high DOUBLE, p_value DOUBLE, cs_low DOUBLE, cs_high DOUBLE, is_final_look BOOLEAN, srm_ok BOOLEAN,
    late_units BIGINT, units_not_in_ledger BIGINT, contaminated_units BIGINT, roi DOUBLE, roi_low DOUBLE,
    roi_high DOUBLE, decision VARCHAR, invalid_reason VARCHAR, is_answer BOOLEAN
);
INSERT INTO experiment.result VALUES
    ('X', 'visit', 'all', 'treat', 2, 'cace', 'randomised', '2024-06-01', '2024-06-15', '2024-06-30',
        0.2, -0.1, 0.5, 0.06, NULL, NULL, true, true, 0, 0, 0, 2, 1, 3, 'inconclusive', NULL, false),
    ('X', 'visit', 'all', 'treat', 2, 'plain', 'randomised', '2024-06-01', '2024-06-15', '2024-06-30',
        0.1, 0.05, 0.15, 0.01, NULL, NULL, true, true, 0, 0, 0, 2, 1, 3, 'win', NULL, true),
    ('X', 'visit', 'all', 'treat', 1, 'plain', 'randomised', '2024-06-01', '2024-06-08', '2024-06-30',
        -0.3, -0.4, 0.1, 0.5, -0.5, -0.1, false, true, 0, 0, 0, NULL, NULL, NULL, 'loss', NULL, false),
    ('Y', 'visit', 'all', 'treat', 1, 'plain', 'randomised', '2024-06-01', '2024-06-08', '2024-06-30',
        NULL, NULL, NULL, NULL, NULL, NULL, false, false, 0, 0, 0, NULL, NULL, NULL, 'invalid',
        'sample_ratio_mismatch', true),
    ('event:ritual', 'visit', 'all', 'participants', 1, 'matched', 'matched', NULL, NULL, '2024-06-30',
        NULL, NULL, NULL, NULL, NULL, NULL, true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'invalid',
        'immature_until:2024-07-30', true);

CREATE TABLE experiment.programme_increment (
    month_start DATE, experiment_id VARCHAR, metric_id VARCHAR, segment_id VARCHAR, arm VARCHAR,
    n_treat BIGINT, effect_abs DOUBLE, incremental_units DOUBLE, incremental_units_low DOUBLE,
    incremental_units_high DOUBLE, contaminated_units BIGINT, decision VARCHAR, invalid_reason VARCHAR
);
INSERT INTO experiment.programme_increment VALUES
    ('2024-06-01', 'H', 'net_fen', 'all', 'treat', 90, 0.1, 9, -1, 19, 0, 'inconclusive', NULL),
    ('2024-05-01', 'H', 'net_fen', 'all', 'treat', 3, NULL, NULL, NULL, NULL, 0, 'invalid',
        'few_outcome_events');
"""

RESULT_HARM = {
    "experiment.result": {
        "one_row_answers": "is_answer = true WHERE method = 'cace'",
        "decision_is_of_the_list": "decision = 'maybe' WHERE method = 'cace'",
        "evidence_is_of_the_list": "evidence = 'guess' WHERE method = 'cace'",
        "reason_exactly_when_invalid": "invalid_reason = 'few_outcome_events' WHERE method = 'cace'",
        "decision_follows_from_its_interval": "cs_high = 0.1 WHERE decision = 'loss'",
        "effect_is_within_its_interval": "ci_high = 0.1 WHERE method = 'cace'",
        "return_is_within_its_interval": "roi = 4 WHERE method = 'cace'",
        "chance_is_a_share": "p_value = 1.1 WHERE method = 'cace'",
        "a_broken_experiment_answers_nothing": "srm_ok = false WHERE method = 'cace'",
        "every_experiment_was_kept": "late_units = 1 WHERE decision = 'invalid'",
        "window_has_days": "window_end = window_start WHERE method = 'cace'",
        "results_are_of_this_run": "data_as_of = '2024-06-29' WHERE method = 'cace'",
    },
    "experiment.programme_increment": {
        "decision_is_of_the_list": "decision = 'maybe' WHERE n_treat = 90",
        "reason_exactly_when_invalid": "invalid_reason = 'late' WHERE n_treat = 90",
        "increment_is_within_its_interval": "incremental_units_high = 8 WHERE n_treat = 90",
        "increment_follows_from_the_difference": "effect_abs = 0.2 WHERE n_treat = 90",
        "month_is_over": "month_start = '2024-07-01' WHERE n_treat = 90",
        "holdout_was_kept": "contaminated_units = 1 WHERE n_treat = 90",
    },
}
