"""Small candidate tables of guides and brands on which their suites are green, and their harm."""

from __future__ import annotations

PEOPLE = """
CREATE TABLE kpi.guide_incentive_monthly (
    guide_staff_id VARCHAR, month_start DATE, booking_no BIGINT, row_kind VARCHAR, booked_on DATE,
    joins BIGINT, valid_joins BIGINT, paid_joins BIGINT, joins_points DOUBLE, visits_points DOUBLE,
    sales_points DOUBLE, score_points BIGINT, payout_fen BIGINT, paid_so_far_fen BIGINT, is_mature BOOLEAN,
    null_reason VARCHAR
);
INSERT INTO kpi.guide_incentive_monthly VALUES
    ('g', '2024-06-01', 0, 'open', '2024-07-29', 2, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false,
        'immature_until:2024-07-29'),
    ('g', '2024-03-01', 0, 'settlement', '2024-04-29', 9, 8, 7, 28, 10.5, 12, 51, 400, 400, true, NULL),
    ('g', '2024-03-01', 1, 'clawback', '2024-05-31', 9, 8, 1, 4, 10.5, 12, 27, -250, 150, true, NULL);

CREATE TABLE kpi.brand_growth_monthly (
    month_start DATE, brand VARCHAR, tickets BIGINT, member_tickets BIGINT, match_rate DOUBLE, members BIGINT,
    member_net_fen BIGINT, redeemers BIGINT, redemptions BIGINT, attributed_fen BIGINT,
    benefit_cost_fen BIGINT, new_buyers BIGINT, new_members BIGINT, sales_per_cost DOUBLE,
    null_reason VARCHAR, is_withheld BOOLEAN
);
INSERT INTO kpi.brand_growth_monthly VALUES
    ('2024-05-01', 'ALL', 100, 50, 0.5, 60, 900, 20, 22, 600, 300, 0, 12, 2, NULL, false),
    ('2024-05-01', 'A', 40, 30, 0.75, 40, 500, 20, 22, 600, 300, 0, 12, 2, NULL, false),
    ('2024-05-01', 'B', 30, 10, 1 / 3, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, 'cost_unknown', true),
    ('2024-05-01', 'C', 30, 10, 1 / 3, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, 'cost_unknown', true);
"""

PEOPLE_HARM = {
    "kpi.guide_incentive_monthly": {
        "kind_follows_from_the_booking": "row_kind = 'settlement' WHERE booking_no = 1",
        "reason_exactly_when_no_pay": "null_reason = NULL WHERE row_kind = 'open'",
        "later_bookings_only_take_back": "payout_fen = 0, paid_so_far_fen = 400 WHERE booking_no = 1",
        "paid_for_are_valid_who_are_joined": "valid_joins = 10 WHERE booking_no = 1",
        "parts_make_the_score": "joins_points = 27 WHERE booking_no = 0",
        "nothing_is_paid_before_its_day": "booked_on = '2024-07-01' WHERE booking_no = 1",
        "bookings_add_up": "paid_so_far_fen = 151 WHERE booking_no = 1",
    },
    "kpi.brand_growth_monthly": {
        "match_rate_follows_from_the_tickets": "match_rate = 0.8 WHERE brand = 'A'",
        "month_is_over": "month_start = '2024-08-01'",
        "what_is_withheld_is_said": "is_withheld = false WHERE brand = 'B'",
        "what_belongs_together_is_withheld_together": "member_net_fen = 3 WHERE brand = 'B'",
        "reason_exactly_when_no_return": "null_reason = NULL WHERE brand = 'B'",
        "return_follows_from_sales_and_cost": "sales_per_cost = 3 WHERE brand = 'A'",
        "no_brand_is_withheld_alone": (
            "members = 10, member_net_fen = 9, is_withheld = false WHERE brand = 'B'"
        ),
        "no_brands_redeemers_are_withheld_alone": (
            "redeemers = NULL, redemptions = NULL, attributed_fen = NULL, benefit_cost_fen = NULL"
            " WHERE brand = 'B'"
        ),
    },
}
