"""The commission oracle knows what is due, and tells a statement that is off by a fen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import duckdb
import pytest

from tests.oracles.commission import Plan, faults

SAID: dict[str, object] = {
    "leader_commission_plan": "marginal",
    "leader_commission_tiers": "base:0:500,silver:100:1000",
    "leader_settle_days": 5,
}
# Order 1 is paid in March and refunded in part after March was settled; order 2 is April's, and open.
WORLD = """
CREATE SCHEMA control; CREATE SCHEMA raw; CREATE SCHEMA core; CREATE SCHEMA kpi;
CREATE TABLE control.run AS SELECT DATE '2026-04-30' AS as_of_date;
CREATE TABLE core.dim_pickup_point (pickup_point_id VARCHAR, leader_id VARCHAR, is_last_known BOOLEAN);
INSERT INTO core.dim_pickup_point VALUES ('Q', 'L1', true);
CREATE TABLE control.delivery AS SELECT * FROM (VALUES
    ('groupbuy_order', 'f1', DATE '2026-04-01', 1), ('groupbuy_order', 'f2', DATE '2026-04-06', 2)
) d(feed, file_id, delivered_on, delivery_rank);
CREATE TABLE raw.groupbuy_order AS
SELECT *, NULL::TIMESTAMP AS paid_at_utc, 'title' AS activity_from FROM (VALUES
    ('A', '1', 1, TIMESTAMP '2026-03-31 23:59:00', 'L1', NULL, 225, 0, '已支付', 'f1'),
    ('A', '1', 2, TIMESTAMP '2026-03-31 23:59:00', 'L1', NULL, 225, 0, '已支付', 'f1'),
    ('A', '1', 1, TIMESTAMP '2026-03-31 23:59:00', 'L1', NULL, 225, 125, '部分退款', 'f2'),
    ('A', '2', 1, TIMESTAMP '2026-04-01 00:00:00', NULL, 'Q', 50, 0, '已支付', 'f2'),
    ('A', '3', 1, TIMESTAMP '2026-04-01 00:00:00', 'L1', NULL, 900, 0, '已取消', 'f2')
) o(
    activity, group_no, line_no, paid_at_local, leader_id, pickup_point, order_fen, refund_fen, order_state,
    _file_id
);
CREATE TABLE kpi.leader_commission_monthly AS SELECT * FROM (VALUES
    ('L1', DATE '2026-03-01', 225, 18, 0, 0, 18, 18), ('L1', DATE '2026-04-01', 50, 3, -13, 0, -10, NULL)
) m(leader_id, month_start, net_fen, commission_fen, clawback_fen, back_pay_fen, statement_fen, payout_fen);
CREATE TABLE kpi.leader_commission_tier AS SELECT * FROM (VALUES
    ('L1', DATE '2026-03-01', DATE '2026-03-01', 500, 100, 0),
    ('L1', DATE '2026-03-01', DATE '2026-03-01', 1000, 125, 0),
    ('L1', DATE '2026-04-01', DATE '2026-03-01', 500, 100, 100),
    ('L1', DATE '2026-04-01', DATE '2026-03-01', 1000, 0, 125),
    ('L1', DATE '2026-04-01', DATE '2026-04-01', 500, 50, 0),
    ('L1', DATE '2026-04-01', DATE '2026-04-01', 1000, 0, 0)
) t(leader_id, month_start, earned_month, rate_bp, base_fen, base_before_fen);
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(WORLD)
        yield con


def test_right_statements_have_no_fault(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert faults(warehouse, SAID) == []


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("update kpi.leader_commission_monthly set payout_fen = 19 where payout_fen = 18", ["2026-03"]),
        ("update kpi.leader_commission_monthly set clawback_fen = -12 where clawback_fen = -13", ["2026-04"]),
        ("delete from kpi.leader_commission_monthly where payout_fen = 18", ["2026-03", "2026-03"]),
        ("update kpi.leader_commission_tier set base_fen = 200 where base_fen = 125", ["2026-03"]),
        # The refund that was told a day earlier belongs to March's own statement.
        ("update control.delivery set delivered_on = delivered_on - 1", ["2026-03", "2026-04"]),
    ],
)
def test_a_fen_and_a_day_are_told(warehouse: duckdb.DuckDBPyConnection, harm: str, told: list[str]) -> None:
    warehouse.execute(harm)
    assert [fault.split()[1].rstrip(":") for fault in faults(warehouse, SAID)] == told


def test_a_commission_is_the_sum_over_single_fen() -> None:
    plan = Plan.of(SAID | {"leader_commission_tiers": "base:0:333,silver:7:1234,gold:20:2001"})
    for net in range(-3, 60):
        single = [
            Fraction(333 if fen < 7 else 1234 if fen < 20 else 2001, 10_000) for fen in range(max(net, 0))
        ]
        assert plan.commission(net) == int(sum(single, Fraction(0)) + Fraction(1, 2))


def test_a_whole_band_pays_the_rate_that_is_reached() -> None:
    plan = Plan.of(SAID | {"leader_commission_plan": "whole_band"})
    assert [plan.commission(net) for net in (-1, 0, 99, 100, 101)] == [0, 0, 5, 10, 10]


def test_a_statement_knows_its_fifth_day() -> None:
    plan = Plan.of(SAID)
    march, april = date(2026, 3, 1), date(2026, 4, 1)
    assert [plan.statement_of(march, date(2026, 4, day)) for day in (5, 6)] == [march, april]
