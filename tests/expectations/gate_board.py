"""A small community board on which its suite is green, and its harm."""

from __future__ import annotations

BOARD = """
CREATE TABLE kpi.community_board_monthly AS
SELECT
    month_start, 'ALL' AS mall_id, position::INTEGER AS position, 'm' || position AS metric_id,
    CASE WHEN position > 1 THEN 0.5 END AS value, 0.4 AS previous_value,
    CASE WHEN position > 1 THEN 0.1 END AS value_change, CASE WHEN position > 1 THEN 'better' END AS trend,
    'up' AS direction, 0.3 AS warn, 0.2 AS critical,
    CASE WHEN position > 1 THEN 'within' ELSE 'not_judged' END AS standing,
    CASE WHEN position = 1 THEN 'feed_absent:survey' END AS null_reason
FROM range(1, 10) p(position), (VALUES (DATE '2024-05-01'), (DATE '2024-06-01')) m(month_start);
"""

BOARD_HARM = {
    "nine_different_figures_a_month": "metric_id = 'm3' WHERE metric_id = 'm4'",
    "months_start_on_the_first": "month_start = month_start + 1",
    "every_figure_has_bounds": "critical = NULL WHERE position = 3",
    "standing_is_of_the_list": "standing = 'fine' WHERE position = 3",
    "judged_only_with_a_value": "standing = 'warning' WHERE position = 1",
    "within_is_within_its_bound": "value = 0.2 WHERE position = 3",
    "trend_follows_the_change": "trend = 'same' WHERE position = 3",
    "reason_exactly_when_no_value": "null_reason = NULL",
}
BOARD_AGAIN = {
    "nine_rows_a_month": (
        "INSERT INTO kpi.community_board_monthly "
        "SELECT * FROM kpi.community_board_monthly WHERE metric_id = 'm3'"
    ),
}
