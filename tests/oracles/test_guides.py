"""The oracle of guides knows what is due, and tells a booking that is off by a fen, missing or too much."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest

from tests.oracles.guides import faults

SAID: dict[str, object] = {
    "guide_weight_joins": 40, "guide_weight_visits": 30, "guide_weight_sales": 30,
    "guide_target_joins": 2, "guide_target_visit_days": 10, "guide_target_redemption_fen": 1000,
    "guide_tiers": "gold:57:500,silver:35:200", "guide_clawback_months": 2,
}  # fmt: skip
# Two members of March: 40 points for them, 15 for five days, 1.5 for 50 fen: 57. In May one ticket came back
# and it is 55; by June's end one member is gone. June's own member is not settled.
WORLD = """
CREATE SCHEMA control; CREATE SCHEMA core; CREATE SCHEMA kpi; CREATE SCHEMA intermediate;
CREATE TABLE control.run AS SELECT DATE '2026-06-30' AS as_of_date;
CREATE TABLE intermediate.int_join__origin AS SELECT * FROM (VALUES
    ('a', 'g', DATE '2026-03-01', true), ('b', 'g', DATE '2026-03-31', true),
    ('c', 'g', DATE '2026-06-02', true),
    ('d', NULL, DATE '2026-03-02', false)
) j(member_uid, guide_staff_id, joined_on, is_valid_join);
CREATE TABLE intermediate.int_member__reachable_interval AS SELECT * FROM (VALUES
    ('a', DATE '2026-03-01', DATE '2026-07-01'), ('b', DATE '2026-03-31', DATE '2026-06-30')
) r(member_uid, valid_from, valid_to);
CREATE TABLE core.fct_visit_day AS
SELECT 'a' AS member_uid, DATE '2026-03-26' + n::INTEGER AS business_date FROM range(9) t(n);
CREATE TABLE core.fct_benefit AS SELECT *, 'redeemed' AS state FROM (VALUES
    ('a', DATE '2026-03-02', 't1', 'k1', 25), ('a', DATE '2026-03-02', 't1', 'k2', 25),
    ('a', DATE '2026-04-01', 't2', 'k3', 900)
) b(member_uid, business_date, ticket_id, coupon_code, attributed_fen);
CREATE TABLE core.fct_purchase AS SELECT * FROM (VALUES
    ('t1', DATE '2026-03-02', 'sale', NULL, 60), ('t2', DATE '2026-04-01', 'sale', NULL, 900),
    ('r0', DATE '2026-03-02', 'return', 't1', -10), ('r1', DATE '2026-05-02', 'return', 't1', -50)
) p(ticket_id, business_date, ticket_kind, original_ticket_id, net_fen);
CREATE TABLE kpi.guide_incentive_monthly AS SELECT * FROM (VALUES
    ('g', DATE '2026-03-01', 0, 2, 5, 50, 57, 'gold', 500),
    ('g', DATE '2026-03-01', 1, 2, 5, 0, 55, 'silver', -300),
    ('g', DATE '2026-06-01', 0, NULL, NULL, NULL, NULL, NULL, NULL)
) m(
    guide_staff_id, month_start, booking_no, paid_joins, visit_days, redemption_fen, score_points, tier,
    payout_fen
);
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(WORLD)
        yield con


def test_right_bookings_have_no_fault(warehouse: duckdb.DuckDBPyConnection) -> None:
    # 35 points still reach silver once b is gone.
    assert faults(warehouse, SAID) == []


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        ("UPDATE kpi.guide_incentive_monthly SET payout_fen = 499 WHERE payout_fen = 500", "booking 0"),
        ("DELETE FROM kpi.guide_incentive_monthly WHERE booking_no = 1", "booking 1: missing"),
        ("UPDATE control.run SET as_of_date = '2026-05-30'", "booking 1: .* instead of nothing"),
        (
            "UPDATE intermediate.int_member__reachable_interval SET valid_to = '2026-06-30'",
            "booking 2: missing",
        ),
        ("UPDATE core.fct_purchase SET business_date = '2026-04-29' WHERE ticket_id = 'r1'", "booking 0"),
    ],
)
def test_what_is_wrong_is_told(warehouse: duckdb.DuckDBPyConnection, harm: str, named: str) -> None:
    warehouse.execute(harm)
    found = faults(warehouse, SAID)
    assert found
    assert any(re.search(named, fault) for fault in found), found
