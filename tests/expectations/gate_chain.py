"""Small candidate tables of chains and packs on which their suites are green, and what harms them."""

from __future__ import annotations

CHAINS = """
CREATE TABLE kpi.task_chain (
    task_id VARCHAR, step_no INTEGER, mall_id VARCHAR, attempts_open BIGINT, came_from_before BIGINT,
    reached BIGINT, dropped BIGINT, conversion DOUBLE, null_reason VARCHAR, median_minutes DOUBLE,
    p90_minutes DOUBLE
);
INSERT INTO kpi.task_chain VALUES
    ('T', 1, 'ALL', 0, 10, 10, 0, 1, NULL, NULL, NULL),
    ('T', 1, 'north', 0, 10, 10, 0, 1, NULL, NULL, NULL),
    ('T', 2, 'ALL', 0, 10, 4, 6, 0.4, NULL, 30, 60),
    ('T', 2, 'north', 0, 10, 4, 6, 0.4, NULL, 30, 60),
    ('U', 1, 'ALL', 3, 0, 0, 0, NULL, 'immature', NULL, NULL),
    ('U', 1, 'north', 3, 0, 0, 0, NULL, 'immature', NULL, NULL);

CREATE TABLE kpi.task_chain_shop (
    task_id VARCHAR, step_no INTEGER, shop_id VARCHAR, attempts BIGINT, persons BIGINT, tickets BIGINT,
    gmv_fen BIGINT, task_gmv_fen BIGINT, gmv_share DOUBLE
);
INSERT INTO kpi.task_chain_shop VALUES
    ('T', 2, 'S1', 3, 2, 3, 300, 400, 0.75),
    ('T', 2, 'S2', 1, 1, 1, 100, 400, 0.25),
    ('V', 2, 'S1', 1, 1, 0, 0, 0, NULL);

CREATE TABLE kpi.member_day_pack (
    campaign_id VARCHAR, pack_id VARCHAR, layer VARCHAR, members BIGINT, is_mature BOOLEAN,
    members_come BIGINT, ticket_fen DOUBLE, null_reason VARCHAR, other_attendance_rate DOUBLE,
    other_null_reason VARCHAR, evidence VARCHAR, added_attendance DOUBLE, added_null_reason VARCHAR,
    added_net_fen DOUBLE
);
INSERT INTO kpi.member_day_pack VALUES
    ('D', 'P', 'all', 5, true, 3, 100, NULL, 0.5, NULL, 'randomised', 0.1, NULL, 7),
    ('D', 'P', 'silent', 5, true, 3, 100, NULL, NULL, 'no_other_pack', 'side_by_side', NULL, 'no_control',
     NULL),
    ('E', 'P', 'all', 2, false, NULL, NULL, 'immature_until:2024-06-30', NULL,
     'immature_until:2024-06-30', 'side_by_side', NULL, 'no_control', NULL),
    ('E', 'P', 'silent', 2, false, NULL, NULL, 'immature_until:2024-06-30', NULL,
     'immature_until:2024-06-30', 'side_by_side', NULL, 'no_control', NULL);
"""

CHAIN_HARM = {
    "kpi.task_chain": {
        "grain_is_unique": "INSERT INTO kpi.task_chain FROM kpi.task_chain WHERE task_id = 'U' LIMIT 1",
        "who_reached_a_step_reached_the_one_before": (
            "UPDATE kpi.task_chain SET dropped = 5 WHERE step_no = 2"
        ),
        "reason_exactly_when_no_conversion": "UPDATE kpi.task_chain SET null_reason = NULL",
        "time_between_steps_is_not_negative": (
            "UPDATE kpi.task_chain SET median_minutes = -1 WHERE step_no = 2"
        ),
        "nobody_comes_from_a_step_that_nobody_reached": (
            "UPDATE kpi.task_chain SET came_from_before = 11, dropped = 7 WHERE step_no = 2"
        ),
        "malls_add_up_to_all": (
            "UPDATE kpi.task_chain SET reached = 3, dropped = 7 WHERE step_no = 2 AND mall_id = 'ALL'"
        ),
    },
    "kpi.task_chain_shop": {
        "grain_is_unique": "INSERT INTO kpi.task_chain_shop FROM kpi.task_chain_shop WHERE task_id = 'V'",
        "merchants_add_up_to_the_chain": "DELETE FROM kpi.task_chain_shop WHERE shop_id = 'S2'",
        "share_follows_from_the_amounts": (
            "UPDATE kpi.task_chain_shop SET gmv_share = 0.5 WHERE task_id = 'T'"
        ),
        "every_shop_has_somebody": "UPDATE kpi.task_chain_shop SET persons = 0",
    },
    "kpi.member_day_pack": {
        "grain_is_unique": "INSERT INTO kpi.member_day_pack FROM kpi.member_day_pack WHERE layer = 'all'",
        "who_came_had_the_pack": "UPDATE kpi.member_day_pack SET members_come = 6 WHERE campaign_id = 'D'",
        "reason_exactly_when_no_ticket": "UPDATE kpi.member_day_pack SET null_reason = NULL",
        "reason_exactly_when_nothing_to_compare_with": (
            "UPDATE kpi.member_day_pack SET other_null_reason = NULL"
        ),
        "reason_exactly_when_nothing_was_added_by_lot": (
            "UPDATE kpi.member_day_pack SET added_null_reason = NULL"
        ),
        "only_lots_tell_what_a_pack_added": (
            "UPDATE kpi.member_day_pack SET evidence = 'side_by_side' WHERE layer = 'all'"
        ),
        "layers_add_up": (
            "UPDATE kpi.member_day_pack SET members = 4 WHERE layer = 'silent' AND campaign_id = 'D'"
        ),
    },
}
