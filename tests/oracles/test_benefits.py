"""The recount of coupons finds nothing in right months and tells each planted fault by its benefit."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.oracles.benefits import faults

WORLD = """
CREATE SCHEMA control; CREATE SCHEMA staging; CREATE SCHEMA kpi;
CREATE TABLE control.run AS SELECT DATE '2026-04-20' AS as_of_date;
CREATE TABLE staging.stg_master__benefit AS
SELECT * FROM (VALUES (DATE '2026-03-01', 'b', 60), (DATE '2026-03-02', 'b', 70))
    t(delivered_on, benefit_id, unit_cost_fen);
CREATE TABLE staging.stg_benefit_ledger AS
SELECT *, CAST(state_at AS DATE) AS business_date FROM (VALUES
    -- redeemed in March, cancelled in April; the issue never arrived
    ('undone', 'b', 'redeemed', TIMESTAMP '2026-03-31 12:00', true),
    ('undone', 'b', 'cancelled', TIMESTAMP '2026-04-01 12:00', NULL),
    -- redeemed at the second attempt, and once more after it had run out
    ('kept', 'b', 'issued', TIMESTAMP '2026-03-02 12:00', NULL),
    ('kept', 'b', 'redeemed', TIMESTAMP '2026-03-05 12:00', false),
    ('kept', 'b', 'expired', TIMESTAMP '2026-04-02 00:00', NULL),
    ('kept', 'b', 'redeemed', TIMESTAMP '2026-04-03 12:00', true),
    ('open', 'b', 'claimed', TIMESTAMP '2026-04-05 12:00', NULL),
    ('open', 'b', 'expired', TIMESTAMP '2026-04-21 00:00', NULL)
) t(coupon_code, benefit_id, state, state_at, is_verified);
CREATE TABLE kpi.benefit_roi_monthly AS
SELECT * FROM (VALUES
    ('b', DATE '2026-03-01', 2, 1, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0),
    ('b', DATE '2026-04-01', 3, 0, 1, 1, 0, 1, 0, 1, 1, 70, 40, 20, 10)
) t(benefit_id, month_start, issued, state_issued, state_claimed, state_redeemed, state_expired,
    state_cancelled, state_refunded, issued_in_month, redemptions, cost_fen, cost_mall_fen,
    cost_merchant_fen, cost_platform_fen);
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(WORLD)
        yield con


def test_right_months_have_no_fault(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert faults(warehouse) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("SET state_redeemed = 0, state_cancelled = 1 WHERE issued = 2", "state_redeemed is 0"),
        ("SET issued = 4 WHERE issued = 3", "states do not make up the coupons issued"),
        ("SET cost_fen = 60 WHERE issued = 3", "cost_fen is 60, the ledger says 70"),
        ("SET cost_mall_fen = 41 WHERE issued = 3", "bearers do not make up the cost"),
        ("SET month_start = DATE '2026-02-01' WHERE issued = 2", "2026-03: no such month"),
    ],
)
def test_a_planted_fault_is_told(warehouse: duckdb.DuckDBPyConnection, change: str, fault: str) -> None:
    warehouse.execute(f"UPDATE kpi.benefit_roi_monthly {change}")
    assert any(fault in line and line.startswith("b 2026-") for line in faults(warehouse))
