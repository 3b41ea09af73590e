"""Small alerts on which their suite is green, and their harm."""

from __future__ import annotations

ALERTS = """
CREATE TABLE kpi.alert_rule AS SELECT 'leader:no_orders' AS rule_id;
CREATE TABLE kpi.alert AS
SELECT
    rule_id, object_id, day::DATE AS day, metric_id, value::DOUBLE AS value, direction,
    threshold::DOUBLE AS threshold, severity, is_beyond, status, opened_on::DATE AS opened_on, is_open_now,
    acknowledged_by::VARCHAR AS acknowledged_by, 'a' AS owner_role, 'P' AS playbook_id, 'do' AS action_zh
FROM (VALUES
    ('bound:visits', 'ALL', '2024-06-09', 'visits', 3, 'up', 5, 'warning', true, 'open',
        '2024-06-09', false, NULL),
    ('bound:visits', 'ALL', '2024-06-16', 'visits', 1, 'up', 2, 'critical', true, 'ongoing',
        '2024-06-09', false, NULL),
    ('bound:visits', 'ALL', '2024-06-23', 'visits', 9, 'up', 2, 'critical', false, 'closed',
        '2024-06-09', false, NULL),
    ('bound:share', 'north', '2024-06-23', 'share', 0.5, 'down', 0.1, 'warning', true, 'open',
        '2024-06-23', true, NULL),
    ('leader:no_orders', 'L1', '2024-06-22', NULL, 0, 'up', 1, 'warning', true, 'acknowledged',
        '2024-06-22', false, 'a'),
    ('leader:no_orders', 'L1', '2024-06-23', NULL, 2, 'up', 1, 'warning', false, 'acknowledged',
        '2024-06-22', true, 'a'),
    ('experiment:crossover', 'X', '2024-06-23', NULL, 0.2, 'down', 0, 'critical', true, 'open',
        '2024-06-23', true, NULL)
) AS told(
    rule_id, object_id, day, metric_id, value, direction, threshold, severity, is_beyond, status,
    opened_on, is_open_now, acknowledged_by
);
"""

_CHANGES = {
    "alert_is_of_a_registered_metric": "metric_id = 'gone' WHERE metric_id = 'share'",
    "severity_is_of_the_list": "severity = 'grave' WHERE metric_id = 'share'",
    "status_is_of_the_list": "status = 'seen' WHERE status = 'ongoing'",
    "somebody_answers_for_it": "owner_role = NULL WHERE metric_id = 'share'",
    "built_in_rule_is_of_the_list": "rule_id = 'leader:gone' WHERE object_id = 'L1'",
    "there_is_something_to_do": "playbook_id = NULL",
    "it_says_what_to_do": "action_zh = NULL",
    "opened_before_or_then": "opened_on = day + 1 WHERE status = 'closed'",
    "value_stands_where_it_is_said_to": "value = 9 WHERE status = 'ongoing'",
    "opens_beyond_and_closes_within": "is_beyond = false, value = 0.1 WHERE metric_id = 'share'",
    "acknowledged_by_somebody": "acknowledged_by = NULL WHERE day = '2024-06-23' AND object_id = 'L1'",
    "closed_is_not_open": "is_open_now = true WHERE status = 'closed'",
}

ALERT_HARM = {name: f"UPDATE kpi.alert SET {change}" for name, change in _CHANGES.items()} | {
    "grain_is_unique": "INSERT INTO kpi.alert SELECT * FROM kpi.alert LIMIT 1",
    "nothing_is_open_twice": (
        "INSERT INTO kpi.alert SELECT * REPLACE (day - 7 AS day, opened_on - 7 AS opened_on) "
        "FROM kpi.alert WHERE metric_id = 'share'"
    ),
}
