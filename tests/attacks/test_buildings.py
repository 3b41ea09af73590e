"""No building of few households follows from what is published, and each way of telling it is found."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from tests.attacks.bounds import Equation, bounds
from tests.attacks.buildings import derived

MONDAY = date(2026, 3, 2)
BUYERS = {"1": 9, "2": 6, "3": 2}
"""Buying households of the buildings of one community: 3 is small, 2 must be withheld with it."""

_TABLES = """
CREATE SCHEMA core; CREATE SCHEMA kpi; CREATE SCHEMA ops;
CREATE TABLE core.fct_order_line (
    order_key VARCHAR, community_id VARCHAR, building_no VARCHAR, has_building BOOLEAN, member_uid VARCHAR,
    identifier_hash VARCHAR, business_date DATE, paid_fen BIGINT, refund_fen BIGINT, is_cancelled BOOLEAN
);
CREATE TABLE core.bridge_household_member (household_uid VARCHAR, member_uid VARCHAR);
CREATE TABLE core.bridge_member_tag (member_uid VARCHAR, tag_group VARCHAR, tag VARCHAR);
CREATE TABLE core.dim_community (community_id VARCHAR, valid_from DATE, valid_to DATE, households BIGINT);
CREATE TABLE core.dim_building (
    community_id VARCHAR, building_no VARCHAR, valid_from DATE, valid_to DATE, households BIGINT
);
CREATE TABLE kpi.building_heatmap_weekly (
    community_id VARCHAR, building_no VARCHAR, week_start DATE, orders BIGINT, net_fen BIGINT,
    buying_households BIGINT, unit_type VARCHAR, family_structure VARCHAR
);
CREATE TABLE kpi.kpi_value (
    metric_id VARCHAR, period_kind VARCHAR, period_start DATE, mall_id VARCHAR, dimension VARCHAR,
    dimension_value VARCHAR, numerator BIGINT
);
INSERT INTO core.dim_community VALUES ('C', DATE '2026-01-01', NULL, 40);
INSERT INTO core.dim_building VALUES
    ('C', '1', DATE '2026-01-01', NULL, 30), ('C', '2', DATE '2026-01-01', NULL, NULL),
    ('C', '3', DATE '2026-01-01', NULL, NULL);
"""


@pytest.fixture
def published() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(_TABLES)
    for building, buyers in BUYERS.items():
        for n in range(buyers):
            key = f"{building}{n}"
            con.execute(
                "INSERT INTO core.fct_order_line VALUES (?, 'C', NULL, true, ?, NULL, ?, 100, 0, false)",
                [f"o{key}", f"m{key}", MONDAY],
            )
            con.execute("INSERT INTO core.bridge_member_tag VALUES (?, 'community', 'C')", [f"m{key}"])
        told = [buyers, 100 * buyers, buyers] if building == "1" else [None, None, None]
        con.execute(
            "INSERT INTO kpi.building_heatmap_weekly VALUES ('C', ?, ?, ?, ?, ?, ?, 'family')",
            [building, MONDAY, *told, f"rooms_{building}"],
        )
    con.execute(
        "INSERT INTO kpi.kpi_value VALUES ('building_orders_mean', 'week', ?, 'ALL', 'all', 'all', 9)",
        [MONDAY],
    )
    return con


def test_nothing_follows_from_what_is_published(published):
    assert derived(published, 5) == []


LEAKS = {
    "a cell alone": "UPDATE kpi.building_heatmap_weekly SET orders = 6 WHERE building_no = '2'",
    "sales without orders": "UPDATE kpi.building_heatmap_weekly SET net_fen = 600 WHERE building_no = '2'",
    "a sum over kinds of buildings": (
        "INSERT INTO kpi.kpi_value VALUES ('building_orders_mean', 'week', DATE '2026-03-02', 'ALL', "
        "'unit_type', 'rooms_3', 2)"
    ),
    "a sum over all but the small one": (
        "UPDATE kpi.building_heatmap_weekly SET unit_type = 'rooms' WHERE building_no <> '3'; "
        "INSERT INTO kpi.kpi_value VALUES ('building_orders_mean', 'week', DATE '2026-03-02', 'ALL', "
        "'unit_type', 'rooms', 15)"
    ),
    "rows that name their building": (
        "UPDATE core.fct_order_line SET building_no = 'C-3' WHERE order_key LIKE 'o3%'"
    ),
    "a tag of persons": "UPDATE core.bridge_member_tag SET tag = 'C-3' WHERE member_uid LIKE 'm3%'",
    "a tag of those who buy elsewhere": (
        "UPDATE core.bridge_member_tag SET tag = 'C-2' WHERE member_uid IN ('m20', 'm21')"
    ),
    "another table by building": "CREATE TABLE ops.shipment AS SELECT 'C-2' AS place, 6 AS orders",
    "households of a small building": "UPDATE core.dim_building SET households = 3 WHERE building_no = '3'",
    "households of the last but one": "UPDATE core.dim_building SET households = 7 WHERE building_no = '2'",
    "few households left": "UPDATE core.dim_building SET households = 37 WHERE building_no = '1'",
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_found(published, leak):
    published.execute(LEAKS[leak])
    assert derived(published, 5) != []


def test_two_sums_tell_more_than_each_alone():
    """Of a + b + c = 10, a + b = 4 leaves c alone; a and b stay open."""
    told = bounds([Equation(frozenset("abc"), 10), Equation(frozenset("ab"), 4)])
    assert told["c"] == pytest.approx((6, 6))
    assert told["a"] == pytest.approx((0, 4))


def test_a_total_of_one_part_is_the_part():
    assert bounds([Equation(frozenset("a"), 3), Equation(frozenset("bc"), 5)]) == {
        "a": (3, 3), "b": (0, 5), "c": (0, 5),
    }  # fmt: skip
