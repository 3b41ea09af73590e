"""Small candidate tables of points, stock and fulfilment on which their suites are green, and their harm."""

from __future__ import annotations

POINTS = """
CREATE TABLE kpi.points_age_monthly AS
SELECT month_start, mall_id, age_band, live_points::BIGINT AS live_points,
    redeemed_points, observed_points, expected_points, expected_points AS liability_fen,
    CASE WHEN expected_points IS NULL THEN 'immature' END AS null_reason
FROM (VALUES
    (DATE '2024-05-01', 'north', '00-02', 40, 5::BIGINT, 10::BIGINT, 20::BIGINT),
    (DATE '2024-05-01', 'south', '12+', 8, NULL, NULL, NULL)
) v(month_start, mall_id, age_band, live_points, redeemed_points, observed_points, expected_points);

CREATE TABLE kpi.points_liability_monthly AS
SELECT month_start, mall_id, opening AS opening_points, 30::BIGINT * n AS earned_points,
    5::BIGINT * n AS adjusted_points, 8::BIGINT * n AS used_points, 2::BIGINT * n AS expired_points,
    1::BIGINT * n AS clawed_back_points, opening + 24 * n AS closing_points,
    opening + 24 * n + owed AS live_points, (-owed)::BIGINT AS settlement_points,
    opening + 24 * n + owed AS live_value_fen, liability::BIGINT AS liability_fen,
    (opening + 24 * n + owed - liability)::BIGINT AS breakage_fen,
    CASE WHEN liability IS NULL THEN 'immature' END AS null_reason
FROM (VALUES
    (DATE '2024-05-01', 'north', 0::BIGINT, 1, 0, NULL), (DATE '2024-05-01', 'south', 10, 1, -4, 9),
    (DATE '2024-05-01', 'ALL', 10, 2, 5, NULL),
    (DATE '2024-06-01', 'north', 24, 1, 0, 10), (DATE '2024-06-01', 'south', 34, 1, 0, 9),
    (DATE '2024-06-01', 'ALL', 58, 2, 0, 19)
) v(month_start, mall_id, opening, n, owed, liability);

CREATE TABLE kpi.inventory_health_daily AS
SELECT DATE '2024-06-01' AS business_date, location_id, 'food' AS category, 10.0 * n AS opening_qty,
    5.0 * n AS received_qty, 3.0 * n AS sold_qty, 1.0 * n AS lost_qty, 11.0 * n AS closing_qty,
    (1000 * n)::BIGINT AS stock_value_fen, 300 * n AS cogs_fen, 4 * n AS skus_on_hand, n AS skus_below_zero,
    3 * n AS skus_judged, n AS slow_skus, 900 * n AS judged_value_fen, 200 * n AS slow_value_fen,
    5 * n AS lag_known, n AS lag_late, CASE WHEN n = 2 THEN 3.5 END AS turns_per_year,
    CASE WHEN n = 1 THEN 'immature' END AS turns_null_reason
FROM (VALUES ('WH1', 1), ('WH2', 1), ('ALL', 2)) v(location_id, n);

CREATE TABLE kpi.fulfilment_sla_daily AS
SELECT DATE '2024-06-01' AS business_date, point_id, 9 * n AS orders, 6 * n AS pickup_orders,
    n AS reallocated_orders, 2 * n AS stale_orders, 5 * n AS stale_judged_orders, n AS missed_orders,
    4 * n AS missed_judged_orders, 2 * n AS express_in_time_orders, 3 * n AS express_judged_orders,
    n AS oversold_orders, 9 * n AS stock_known_orders, false AS is_over_capacity, 20.5 AS wait_hours_p90,
    CASE WHEN n = 2 THEN 28.5 END AS express_minutes_p90
FROM (VALUES ('P1', 1), ('P2', 1), ('ALL', 2)) v(point_id, n);
"""

SOUTH = "mall_id = 'south' AND month_start = '2024-06-01'"

POINTS_HARM = {
    "kpi.points_age_monthly": {
        "age_band_is_of_the_list": "age_band = 'old'",
        "some_points_are_live": "live_points = 0 WHERE mall_id = 'south'",
        "redeemed_were_observed": "redeemed_points = 11",
        "expected_are_live": "expected_points = 41 WHERE mall_id = 'north'",
        "reason_exactly_when_no_figure": "null_reason = NULL",
    },
    "kpi.points_liability_monthly": {
        "opening_and_movements_make_the_closing": f"used_points = 7 WHERE {SOUTH}",
        "a_month_opens_with_the_last_closing": (
            "opening_points = opening_points + 1, earned_points = earned_points - 1"
            " WHERE month_start = '2024-06-01' AND mall_id = 'south'"
        ),
        "malls_make_the_whole": (
            "closing_points = 59, earned_points = 31, live_points = 59, live_value_fen = 59,"
            " liability_fen = 10"
            f" WHERE {SOUTH}"
        ),
        "closing_is_live_and_settlement": f"live_points = 57 WHERE {SOUTH}",
        "over_all_malls_only_members_owe": (
            "settlement_points = 2, live_points = closing_points - 2"
            " WHERE mall_id = 'ALL' AND month_start = '2024-06-01'"
        ),
        "liability_and_breakage_make_the_value": f"breakage_fen = 1 WHERE {SOUTH}",
        "liability_is_not_negative": f"liability_fen = -1, breakage_fen = 59 WHERE {SOUTH}",
        "reason_exactly_when_no_liability": f"null_reason = 'immature' WHERE {SOUTH}",
    },
    "kpi.inventory_health_daily": {
        "opening_and_movements_make_the_closing": "lost_qty = 7 WHERE location_id = 'WH1'",
        "locations_make_the_whole": "stock_value_fen = 999 WHERE location_id = 'WH1'",
        "movements_are_not_negative": "cogs_fen = -1 WHERE location_id = 'WH1'",
        "slow_movers_are_among_the_judged": "slow_skus = 5 WHERE location_id = 'WH1'",
        "late_counts_have_an_age": "lag_late = 6 WHERE location_id = 'WH1'",
        "reason_exactly_when_no_turns": "turns_null_reason = NULL",
    },
    "kpi.fulfilment_sla_daily": {
        "points_make_the_whole": "orders = 10 WHERE point_id = 'P1'",
        "limits_count_among_the_judged": "express_in_time_orders = 4 WHERE point_id = 'P1'",
        "what_is_missed_was_stale": "missed_orders = 3 WHERE point_id = 'P1'",
        "no_point_is_over_its_capacity": "is_over_capacity = true WHERE point_id = 'P1'",
        "time_runs_forward": "wait_hours_p90 = -1 WHERE point_id = 'P1'",
    },
}
