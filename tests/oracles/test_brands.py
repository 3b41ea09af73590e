"""The oracle of brands counts members anew and finds what could be told of a few of them."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.oracles.brands import faults

SAID = {"brand_min_members": 3}
# X: five buyers, three of whom redeemed: with two who did not, both may not be said. Y: three of whom all
# redeemed. Z: one buyer; the smallest other brand is withheld beside it.
WORLD = """
CREATE SCHEMA control; CREATE SCHEMA core; CREATE SCHEMA kpi; CREATE SCHEMA intermediate;
CREATE TABLE control.run AS SELECT DATE '2026-06-29' AS as_of_date;
CREATE TABLE core.dim_shop AS SELECT *, true AS is_last_known FROM (VALUES
    ('x', 'X'), ('y', 'Y'), ('z', 'Z'), ('n', NULL)
) s(shop_id, brand);
CREATE TABLE core.fct_purchase AS SELECT *, true AS is_purchase FROM (VALUES
    ('x', 'a', DATE '2026-05-31'), ('x', 'b', DATE '2026-05-01'), ('x', 'c', DATE '2026-05-02'),
    ('x', 'd', DATE '2026-05-02'), ('x', 'e', DATE '2026-05-02'), ('z', 'a', DATE '2026-05-02'),
    ('y', 'a', DATE '2026-05-02'), ('y', 'b', DATE '2026-05-02'), ('n', 'f', DATE '2026-05-02'),
    ('z', 'a', DATE '2026-06-02')
) p(shop_id, member_uid, business_date);
CREATE TABLE core.fct_benefit AS SELECT *, 'redeemed' AS state FROM (VALUES
    ('x', 'a', DATE '2026-05-31'), ('x', 'b', DATE '2026-05-01'), ('x', 'c', DATE '2026-05-01'),
    ('y', 'a', DATE '2026-05-02'), ('y', 'b', DATE '2026-05-02'), ('y', 'g', DATE '2026-05-02')
) b(shop_id, member_uid, business_date);
CREATE TABLE intermediate.int_join__origin AS
SELECT 'x' AS shop_id, 'a' AS member_uid, DATE '2026-06-01' AS joined_on;
CREATE TABLE kpi.brand_growth_monthly AS SELECT DATE '2026-05-01' AS month_start, * FROM (VALUES
    ('ALL', 6, NULL, NULL, 0), ('X', 5, NULL, 5, 0), ('Y', NULL, 3, NULL, 0), ('Z', NULL, 0, NULL, 0)
) g(brand, members, redeemers, new_buyers, new_members);
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(WORLD)
        yield con


def test_a_right_report_has_no_fault(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert faults(warehouse, SAID) == []


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ("members = 3 WHERE brand = 'Y'", "2026-05, members: 1 withheld brands follow from ALL"),
        ("redeemers = 3 WHERE brand = 'X'", "2026-05 X, redeemers: tells of few members"),
        ("members = 1 WHERE brand = 'Z'", "2026-05 Z, members: tells of few members"),
        ("members = 7 WHERE brand = 'ALL'", "2026-05 ALL, members: 7 instead of 6"),
    ],
)
def test_what_is_wrong_or_told_is_found(warehouse: duckdb.DuckDBPyConnection, harm: str, fault: str) -> None:
    warehouse.execute(f"UPDATE kpi.brand_growth_monthly SET {harm}")
    assert fault in faults(warehouse, SAID)
