"""A small month of loops, a claim and roles on which their suites are green, and their harm."""

from __future__ import annotations

CADENCE = """
CREATE TABLE kpi.loop_checklist_monthly AS
SELECT
    DATE '2024-05-01' AS month_start, 'ALL' AS mall_id, position, loop, due, done, due - done AS left_to_do,
    done / due AS done_rate, CASE WHEN due IS NULL THEN 'feed_absent:points' END AS null_reason
FROM (VALUES (1, 'revisit', 4, 3), (2, 'recommend', 2, 0), (3, 'wake', 1, 1), (4, 'refer', NULL, NULL))
    AS item(position, loop, due, done);

CREATE TABLE kpi.benchmark AS
SELECT * FROM (VALUES ('more', 'visits', NULL), ('lift', NULL, 'experiment'))
    AS claim(benchmark_id, metric_id, null_reason);

CREATE TABLE kpi.role AS
SELECT * FROM (VALUES ('operations_lead', 'all'), ('leader', 'own_rows')) AS role(role_id, access_scope);
"""

CADENCE_HARM = {
    "kpi.loop_checklist_monthly": {
        "grain_is_unique": (
            "INSERT INTO kpi.loop_checklist_monthly SELECT * REPLACE (0 AS done_rate) "
            "FROM kpi.loop_checklist_monthly WHERE position = 1"
        ),
        "all_four_loops_are_there": "UPDATE kpi.loop_checklist_monthly SET loop = 'wake'",
        "months_start_on_the_first": "UPDATE kpi.loop_checklist_monthly SET month_start = month_start + 1",
        "what_is_left_is_due_less_done": "UPDATE kpi.loop_checklist_monthly SET done = 5 WHERE position = 1",
        "reason_exactly_when_no_rate": "UPDATE kpi.loop_checklist_monthly SET null_reason = NULL",
    },
    "kpi.benchmark": {
        "grain_is_unique": (
            "INSERT INTO kpi.benchmark SELECT * REPLACE ('sales' AS metric_id) "
            "FROM kpi.benchmark WHERE benchmark_id = 'more'"
        ),
        "claim_is_of_a_registered_metric": (
            "UPDATE kpi.benchmark SET metric_id = 'gone' WHERE metric_id = 'visits'"
        ),
        "reason_exactly_when_no_metric": "UPDATE kpi.benchmark SET null_reason = NULL",
    },
    "kpi.role": {
        "grain_is_unique": "INSERT INTO kpi.role VALUES ('leader', 'none')",
        "scope_is_of_the_list": "UPDATE kpi.role SET access_scope = 'some' WHERE role_id = 'leader'",
        "every_owner_is_a_role": "UPDATE kpi.dim_metric SET owner_role = 'nobody' WHERE metric_id = 'visits'",
    },
}
