"""Small candidate table of assignments on which its suite is green, and its harm."""

from __future__ import annotations

ASSIGNMENT = """
CREATE SCHEMA IF NOT EXISTS experiment;
CREATE TABLE experiment.assignment (
    experiment_id VARCHAR, unit VARCHAR, unit_key VARCHAR, arm VARCHAR, probability DOUBLE,
    assigned_at TIMESTAMP, algorithm_version VARCHAR, is_external BOOLEAN, member_uid VARCHAR,
    cluster_key VARCHAR, is_rewritten BOOLEAN
);
INSERT INTO experiment.assignment VALUES
    ('X', 'member_no', 'n1', 'control', 0.2, '2024-06-01 04:00:00', 'external', true, 'u1', NULL, false),
    ('X', 'member', 'u2', 'treat', 0.8, '2024-06-30 15:59:59', 'v1', false, 'u2', NULL, false),
    ('P', 'community', 'C1', 'treat', 1.0, '2024-06-01 04:00:00', 'external', true, NULL, 'C1', false);
"""

ASSIGNMENT_HARM = {
    "experiment.assignment": {
        "nobody_writes_an_assignment_over": "is_rewritten = true WHERE unit_key = 'n1'",
        "unit_is_of_the_list": "unit = 'phone' WHERE unit_key = 'n1'",
        "every_unit_has_an_arm": "arm = '' WHERE unit_key = 'n1'",
        "probability_is_one": "probability = NULL WHERE unit_key = 'n1'",
        "nobody_is_assigned_in_the_future": "assigned_at = '2024-07-01 00:00:00' WHERE unit_key = 'n1'",
        "who_drew_is_told": "is_external = false WHERE unit_key = 'n1'",
        "a_group_is_its_own_cluster": "cluster_key = NULL WHERE unit_key = 'C1'",
    },
}
