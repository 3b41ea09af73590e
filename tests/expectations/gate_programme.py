"""Small candidate tables of balance and of return on community programmes, and their harm."""

from __future__ import annotations

PROGRAMME = """
CREATE SCHEMA IF NOT EXISTS experiment;
CREATE TABLE experiment.balance (
    experiment_id VARCHAR, covariate VARCHAR, arm VARCHAR, evidence VARCHAR, mean DOUBLE,
    mean_weighted DOUBLE, smd_before DOUBLE, smd_after DOUBLE, is_balanced BOOLEAN
);
INSERT INTO experiment.balance VALUES
    ('X', 'visit_days', 'control', 'randomised', 2, 2, NULL, NULL, NULL),
    ('X', 'visit_days', 'treat', 'randomised', 2.1, 2.1, 0.12, 0.12, false),
    ('event:brand_event:2024-05', 'net_fen', 'control', 'matched', 200, 300, NULL, NULL, NULL),
    ('event:brand_event:2024-05', 'net_fen', 'participants', 'matched', 300, 300, 0.6, 0, true);

CREATE TABLE kpi.community_roi (
    month_start DATE, program_kind VARCHAR, participants BIGINT, matched_participants BIGINT, cost_fen BIGINT,
    added_margin_fen BIGINT, added_margin_low_fen BIGINT, added_margin_high_fen BIGINT, roi DOUBLE,
    null_reason VARCHAR
);
INSERT INTO kpi.community_roi VALUES
    (DATE '2024-05-01', 'event', 40, 30, 1000, 1500, -200, 3200, 0.5, NULL),
    (DATE '2024-06-01', 'ritual', 50, NULL, 1000, NULL, NULL, NULL, NULL, 'immature_until:2024-07-15');
"""

PROGRAMME_HARM = {
    "experiment.balance": {
        "evidence_is_of_the_list": "evidence = 'guess' WHERE arm = 'treat'",
        "every_arm_has_a_mean": "mean = NULL WHERE arm = 'participants'",
        "who_was_drawn_is_not_weighted": "smd_after = 0 WHERE arm = 'treat'",
        "every_distance_is_judged": "is_balanced = NULL WHERE arm = 'participants'",
        "weights_make_people_alike": "is_balanced = false WHERE arm = 'participants'",
    },
    "kpi.community_roi": {
        "kind_is_of_the_list": "program_kind = 'campaign' WHERE program_kind = 'event'",
        "reason_exactly_when_no_return": "null_reason = NULL",
        "matched_guests_took_part": "matched_participants = 41 WHERE program_kind = 'event'",
        "margin_lies_within_its_bounds": "added_margin_low_fen = 1501 WHERE program_kind = 'event'",
        "no_month_is_in_the_future": "month_start = '2024-07-01' WHERE program_kind = 'ritual'",
        "return_follows_from_margin_and_cost": "roi = 0.7 WHERE program_kind = 'event'",
    },
}
