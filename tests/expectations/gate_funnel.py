"""Small candidate tables of the funnels' boards on which their suites are green, and what harms them."""

from __future__ import annotations

FUNNELS = """
CREATE TABLE kpi.entry_funnel_weekly (
    week_start DATE, mall_id VARCHAR, entry_id VARCHAR, stage_no INTEGER, stage VARCHAR, value DOUBLE,
    null_reason VARCHAR, step_rate DOUBLE, step_null_reason VARCHAR
);
INSERT INTO kpi.entry_funnel_weekly VALUES
    (DATE '2024-06-03', 'north', 'all', 1, 'footfall', 100, NULL, NULL, NULL),
    (DATE '2024-06-03', 'north', 'all', 2, 'effective_reach', 10, NULL, 0.1, NULL),
    (DATE '2024-06-03', 'north', 'all', 3, 'new_members', 12, NULL, 1.2, NULL),
    (DATE '2024-06-03', 'north', 'all', 4, 'reachable', 6, NULL, 0.5, NULL),
    (DATE '2024-06-03', 'north', 'E1', 1, 'footfall', NULL, 'no_footfall_of_an_entry', NULL, NULL),
    (DATE '2024-06-03', 'north', 'E1', 2, 'effective_reach', 0, NULL, NULL, 'no_footfall_of_an_entry'),
    (DATE '2024-06-03', 'north', 'E1', 3, 'new_members', 0, NULL, NULL, 'empty_denominator'),
    (DATE '2024-06-03', 'north', 'E1', 4, 'reachable', 0, NULL, NULL, 'empty_denominator');

CREATE TABLE kpi.campaign_funnel (
    campaign_id VARCHAR, step_no INTEGER, step VARCHAR, value DOUBLE, null_reason VARCHAR, rate DOUBLE,
    rate_null_reason VARCHAR, is_biggest_drop BOOLEAN
);
INSERT INTO kpi.campaign_funnel VALUES
    ('C1', 1, 'exposure', 900, NULL, NULL, NULL, false),
    ('C1', 2, 'click', 90, NULL, 0.1, NULL, true),
    ('C1', 3, 'friend', 95, NULL, 1.05, NULL, false),
    ('C1', 4, 'sign_up', 40, NULL, 0.42, NULL, false),
    ('C1', 5, 'arrival', 0, NULL, 0, NULL, false),
    ('C1', 6, 'redemption', 0, NULL, NULL, 'empty_denominator', false);

CREATE TABLE kpi.path_funnel (
    month_start DATE, mall_id VARCHAR, path_type VARCHAR, persons DOUBLE, joined_persons BIGINT,
    join_rate DOUBLE, null_reason VARCHAR
);
INSERT INTO kpi.path_funnel VALUES
    (DATE '2024-04-01', 'ALL', 'all', 30, 3, 0.1, NULL),
    (DATE '2024-04-01', 'ALL', 'store', 20, 2, 0.1, NULL),
    (DATE '2024-04-01', 'ALL', 'store>wecom', 10, 1, 0.1, NULL),
    (DATE '2024-06-01', 'ALL', 'all', NULL, NULL, NULL, 'immature_until:2024-07-29');
"""

FUNNEL_HARM = {
    "kpi.entry_funnel_weekly": {
        "grain_is_unique": "INSERT INTO kpi.entry_funnel_weekly FROM kpi.entry_funnel_weekly LIMIT 1",
        "every_entry_has_four_stages": "DELETE FROM kpi.entry_funnel_weekly WHERE stage_no = 2",
        "stage_is_of_the_list": "UPDATE kpi.entry_funnel_weekly SET stage = 'door' WHERE stage_no = 1",
        "weeks_start_on_monday": "UPDATE kpi.entry_funnel_weekly SET week_start = week_start + 1",
        "reason_exactly_when_no_value": "UPDATE kpi.entry_funnel_weekly SET null_reason = NULL",
        "reason_exactly_when_no_rate": "UPDATE kpi.entry_funnel_weekly SET step_null_reason = NULL",
        "reachable_are_new_members": "UPDATE kpi.entry_funnel_weekly SET value = 13 WHERE stage_no = 4",
    },
    "kpi.campaign_funnel": {
        "grain_is_unique": "INSERT INTO kpi.campaign_funnel FROM kpi.campaign_funnel LIMIT 1",
        "every_campaign_has_six_steps": "DELETE FROM kpi.campaign_funnel WHERE step_no = 6",
        "step_is_of_the_list": "UPDATE kpi.campaign_funnel SET step = 'visit' WHERE step_no = 5",
        "reason_exactly_when_no_value": "UPDATE kpi.campaign_funnel SET null_reason = 'late'",
        "reason_exactly_when_no_rate": "UPDATE kpi.campaign_funnel SET rate_null_reason = NULL",
        "persons_fall_from_step_to_step": "UPDATE kpi.campaign_funnel SET value = 1 WHERE step_no = 6",
        "one_biggest_drop_at_most": "UPDATE kpi.campaign_funnel SET is_biggest_drop = true WHERE step_no > 4",
    },
    "kpi.path_funnel": {
        "grain_is_unique": "INSERT INTO kpi.path_funnel FROM kpi.path_funnel WHERE persons IS NULL",
        "months_start_on_the_first": "UPDATE kpi.path_funnel SET month_start = month_start + 1",
        "reason_exactly_when_no_rate": "UPDATE kpi.path_funnel SET null_reason = NULL",
        "who_joined_was_on_the_path": "UPDATE kpi.path_funnel SET joined_persons = 31",
        "paths_add_up": "UPDATE kpi.path_funnel SET persons = 12 WHERE path_type = 'store>wecom'",
    },
}
