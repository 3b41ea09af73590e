"""Small candidate table of plans on which its suite is green, and its harm."""

from __future__ import annotations

POWER = """
CREATE SCHEMA IF NOT EXISTS experiment;
CREATE TABLE experiment.power (
    experiment_id VARCHAR, metric_id VARCHAR, arm VARCHAR, is_clustered BOOLEAN, design_effect DOUBLE,
    planned_effect DOUBLE, mde_planned DOUBLE, power_planned DOUBLE, mde_realised DOUBLE,
    power_realised DOUBLE, null_reason VARCHAR
);
INSERT INTO experiment.power VALUES
    ('X', 'visit', 'treat', false, 1, 0.03, 0.12, 0.2, 0.11, 0.25, NULL),
    ('X', 'redemption', 'treat', false, 1, NULL, NULL, NULL, 0.2, NULL, 'nothing_before_the_assignment'),
    ('P', 'purchase', 'treat', true, 1.5, 0.1, 0.2, 0.5, 0.3, 0.4, NULL);
"""

POWER_HARM = {
    "experiment.power": {
        "reason_exactly_when_no_figure": "null_reason = NULL WHERE metric_id = 'redemption'",
        "power_is_a_chance": "power_realised = 1.2 WHERE metric_id = 'visit'",
        "a_detectable_effect_is_a_size": "mde_planned = -0.1 WHERE metric_id = 'visit'",
        "only_clusters_widen": "design_effect = 1.5 WHERE metric_id = 'visit'",
    },
}
