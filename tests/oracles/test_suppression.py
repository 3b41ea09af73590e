"""The oracle of suppression tells what is wrong about buildings."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from tests.oracles.suppression import faults

MONDAY = date(2026, 3, 2)
BUYERS = {"1": 9, "2": 6, "3": 2}

_TABLES = """
CREATE SCHEMA core; CREATE SCHEMA kpi; CREATE SCHEMA staging;
CREATE TABLE core.fct_order_line (
    order_key VARCHAR, community_id VARCHAR, building_no VARCHAR, has_building BOOLEAN, member_uid VARCHAR,
    identifier_hash VARCHAR, business_date DATE, paid_fen BIGINT, refund_fen BIGINT, is_cancelled BOOLEAN
);
CREATE TABLE staging.stg_groupbuy_order (order_key VARCHAR, building_no VARCHAR, is_cancelled BOOLEAN);
CREATE TABLE core.bridge_household_member (household_uid VARCHAR, member_uid VARCHAR);
CREATE TABLE core.dim_community (community_id VARCHAR, valid_from DATE, valid_to DATE, households BIGINT);
CREATE TABLE core.dim_building (
    community_id VARCHAR, building_no VARCHAR, valid_from DATE, valid_to DATE, households BIGINT,
    is_withheld BOOLEAN
);
CREATE TABLE kpi.building_heatmap_weekly (
    community_id VARCHAR, building_no VARCHAR, week_start DATE, orders BIGINT, buyers BIGINT,
    buying_households BIGINT, net_fen BIGINT, is_withheld BOOLEAN, unit_type VARCHAR, family_structure VARCHAR
);
CREATE TABLE kpi.kpi_value (
    metric_id VARCHAR, period_kind VARCHAR, period_start DATE, mall_id VARCHAR, dimension VARCHAR,
    dimension_value VARCHAR, numerator BIGINT
);
"""


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(_TABLES)
    for building, buyers in BUYERS.items():
        for n in range(buyers):
            order = f"{building}{n}"
            con.execute("INSERT INTO staging.stg_groupbuy_order VALUES (?, ?, false)", [order, building])
            con.execute(
                "INSERT INTO core.fct_order_line VALUES (?, 'C', NULL, true, ?, NULL, ?, 100, 0, false)",
                [order, f"m{order}", MONDAY],
            )
        is_told = building == "1"
        told = [buyers, buyers, buyers, 100 * buyers] if is_told else [None] * 4
        con.execute(
            "INSERT INTO kpi.building_heatmap_weekly VALUES ('C', ?, ?, ?, ?, ?, ?, ?, 'two', 'family')",
            [building, MONDAY, *told, not is_told],
        )
    return con


def test_what_is_right_has_no_faults(warehouse):
    assert faults(warehouse) == []


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (
            "orders = 8 WHERE building_no = '1'",
            "C-1 in 2026-03-02 tells [8, 9, 9, 900], counted were [9, 9, 9, 900]",
        ),
        ("buyers = 6 WHERE building_no = '2'", "C-2 in 2026-03-02 is withheld and told"),
        (
            "orders = 2, buyers = 2, buying_households = 2, is_withheld = false WHERE building_no = '3'",
            "C-3 in 2026-03-02 is told and of 2 households",
        ),
        (
            "orders = NULL, buyers = NULL, buying_households = NULL, net_fen = NULL, is_withheld = true",
            "C in 2026-03-02: 2 large cells are withheld, one would do",
        ),
    ],
)  # fmt: skip
def test_a_planted_fault_is_told(warehouse, harm, fault):
    warehouse.execute(f"UPDATE kpi.building_heatmap_weekly SET {harm}")
    assert fault in faults(warehouse)


def test_who_lives_with_another_is_no_household_of_its_own(warehouse):
    warehouse.execute("INSERT INTO core.bridge_household_member VALUES ('H', 'm10'), ('H', 'm11')")
    assert faults(warehouse) == ["C-1 in 2026-03-02 tells [9, 9, 9, 900], counted were [9, 9, 8, 900]"]
