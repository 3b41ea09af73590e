"""Small candidate tables of neighbourhoods on which their suites are green, and their harm."""

from __future__ import annotations

NEIGHBOURHOOD = """
CREATE TABLE kpi.building_heatmap_weekly (
    week_start DATE, community_id VARCHAR, building_no VARCHAR, orders BIGINT, buyers BIGINT,
    buying_households BIGINT, net_fen BIGINT, penetration DOUBLE, is_withheld BOOLEAN
);
INSERT INTO kpi.building_heatmap_weekly VALUES
    (DATE '2024-06-03', 'C1', '1', 9, 8, 7, 900, 0.5, false),
    (DATE '2024-06-03', 'C1', '2', NULL, NULL, NULL, NULL, NULL, true),
    (DATE '2024-06-03', 'C1', '3', NULL, NULL, NULL, NULL, NULL, true),
    (DATE '2024-06-10', 'C1', '1', 9, 8, 7, 900, 0.5, false),
    (DATE '2024-06-10', 'C1', '2', 9, 8, 7, 900, 0.5, false);

CREATE TABLE kpi.category_index_monthly (
    month_start DATE, community_id VARCHAR, category VARCHAR, subcategory VARCHAR, orders BIGINT,
    category_orders BIGINT, category_buyers BIGINT, all_orders BIGINT, all_category_orders BIGINT,
    category_index DOUBLE, null_reason VARCHAR
);
INSERT INTO kpi.category_index_monthly VALUES
    (DATE '2024-05-01', 'C1', 'food', 'ALL', 40, 20, 9, 100, 25, 200.0, NULL),
    (DATE '2024-05-01', 'C2', 'food', 'ALL', 29, 5, 5, 100, 25, NULL, 'too_few');
"""

_HEAT = "kpi.building_heatmap_weekly"
_INDEX = "kpi.category_index_monthly"
_TOLD = "WHERE week_start = '2024-06-03' AND building_no = '1'"

NEIGHBOURHOOD_HARM = {
    _HEAT: {
        "grain_is_unique": f"INSERT INTO {_HEAT} FROM {_HEAT} {_TOLD}",
        "no_told_cell_is_small": f"UPDATE {_HEAT} SET buying_households = 4 {_TOLD}",
        "what_is_withheld_is_not_told": f"UPDATE {_HEAT} SET net_fen = 5 WHERE is_withheld",
        "households_buyers_and_orders_are_in_order": f"UPDATE {_HEAT} SET buyers = 10 {_TOLD}",
        "no_cell_is_withheld_alone": (
            f"UPDATE {_HEAT} SET is_withheld = false, orders = 6, buyers = 6, buying_households = 6 "
            "WHERE building_no = '3'"
        ),
        "weeks_start_on_monday": f"UPDATE {_HEAT} SET week_start = week_start + 1",
    },
    _INDEX: {
        "grain_is_unique": f"INSERT INTO {_INDEX} FROM {_INDEX} LIMIT 1",
        "a_part_is_within_its_whole": (
            f"UPDATE {_INDEX} SET orders = 101, category_index = NULL, null_reason = 'too_few'"
        ),
        "reason_exactly_when_no_index": f"UPDATE {_INDEX} SET null_reason = NULL",
        "index_follows_from_its_parts": (
            f"UPDATE {_INDEX} SET category_index = 150 WHERE null_reason IS NULL"
        ),
        "no_told_cell_is_small": f"UPDATE {_INDEX} SET category_buyers = 4",
    },
}
