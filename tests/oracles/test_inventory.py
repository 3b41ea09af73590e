"""Random stock and orders through the models: the recount agrees, and tells each planted fault."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import duckdb
import pytest

from tests.oracles import inventory
from tests.oracles.rendering import run_model

FIRST, AS_OF = date(2026, 1, 1), date(2026, 3, 20)
MODES = ("pickup", "cabinet", "leader_home", "express")
MODELS = (
    ("intermediate/stock/int_stock__day.sql", "intermediate.int_stock__day"),
    ("intermediate/stock/int_stock__fulfilment.sql", "intermediate.int_stock__fulfilment"),
    ("marts/kpi/inventory_health_daily.sql", "kpi.inventory_health_daily"),
    ("marts/kpi/fulfilment_sla_daily.sql", "kpi.fulfilment_sla_daily"),
)
TABLES = """
create table control.run as select date '2026-03-20' as as_of_date;
create table staging.stg_inventory (business_date date, location_id varchar, sku_id varchar,
    on_hand_qty decimal(18, 4), on_hand_cost_fen bigint, lag_s bigint);
create table staging.stg_fulfilment (order_no varchar, business_date date, mode varchar, paid_at timestamp,
    ready_at timestamp, picked_at timestamp, delivered_at timestamp, pickup_point_id varchar,
    is_reallocated boolean);
create table core.fct_order_line (order_key varchar, activity varchar, order_no varchar, sku_id varchar,
    community_id varchar, business_date date, quantity decimal(18, 4), is_cancelled boolean, paid_fen bigint,
    refund_fen bigint);
create table core.dim_product as
    select 's1' as sku_id, 'food' as category, true as is_fresh, true as is_last_known;
create table core.dim_pickup_point as
    select 'P' as pickup_point_id, 'C' as community_id, 3 as capacity, true as is_last_known;
"""


def warehouse(seed: int) -> duckdb.DuckDBPyConnection:
    """The tables of stock and fulfilment as the models make them."""
    con = duckdb.connect()
    for schema in ("control", "staging", "intermediate", "core", "kpi"):
        con.execute(f"create schema {schema}")
    con.execute(TABLES)
    draw = random.Random(seed)
    con.executemany("insert into staging.stg_inventory values (?, ?, ?, ?, ?, ?)", _counts(draw))
    con.executemany("insert into core.fct_order_line values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _lines(draw))
    con.executemany("insert into staging.stg_fulfilment values (?, ?, ?, ?, ?, ?, ?, ?, ?)", _orders(draw))
    con.execute("set search_path = 'staging,intermediate,core,kpi'")
    for path, table in MODELS:
        run_model(con, path, table)
    return con


def _counts(draw: random.Random) -> list[tuple[object, ...]]:
    """Counts with days left out, below zero, and after the as-of day."""
    return [
        (FIRST + timedelta(days=day), location, sku, on_hand, max(0, on_hand) * 70, draw.choice((None, 950)))
        for location in ("WHC", "WHD")
        for sku in ("s1", "s2", "s3")
        for day in range(85)
        if draw.random() < 0.8
        for on_hand in (draw.randrange(-2, 12),)
    ]


def _lines(draw: random.Random) -> list[tuple[object, ...]]:
    return [
        (f"k{n}", draw.choice(("A", None)), f"o{n}", draw.choice(("s1", "s1", "s2", None)),
         draw.choice(("C", "D", None)), FIRST + timedelta(days=draw.randrange(79)), draw.randrange(0, 4),
         draw.random() < 0.1, 100, draw.choice((0, 0, 50, 100)))
        for n in range(90)
    ]  # fmt: skip


def _orders(draw: random.Random) -> list[tuple[object, ...]]:
    rows = []
    for number in range(250):
        paid = datetime.fromisoformat("2026-03-10") + timedelta(minutes=draw.randrange(10 * 24 * 60))
        ready = paid + timedelta(hours=draw.randrange(30)) if draw.random() < 0.9 else None
        waits = draw.choice((timedelta(hours=24), timedelta(hours=72), timedelta(hours=draw.randrange(90))))
        picked = ready + waits if ready and draw.random() < 0.7 else None
        brought = timedelta(minutes=draw.choice((30, 29, draw.randrange(60))))
        mode = draw.choice(MODES)
        is_express = mode == "express"
        rows.append(
            (
                f"o{number}",
                (paid + timedelta(hours=8)).date(),
                mode,
                paid,
                ready,
                None if is_express else picked,
                paid + brought if is_express and draw.random() < 0.8 else None,
                None if is_express else "P",
                not is_express and draw.random() < 0.2,
            )
        )
    return rows


@pytest.fixture(scope="module")
def right():
    with warehouse(1) as con:
        yield con


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_models_and_recount_agree(seed):
    with warehouse(seed) as con:
        assert inventory.faults(con) == []
        figures = con.execute(
            "select sum(slow_skus), sum(lost_qty), sum(sold_qty), max(turns_per_year) "
            "from kpi.inventory_health_daily where location_id = 'ALL' and category = 'ALL'"
        ).fetchone()
        assert all(figure > 0 for figure in figures)


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ("update kpi.inventory_health_daily set sold_qty = sold_qty + 1", "sold of"),
        ("update kpi.inventory_health_daily set slow_skus = slow_skus - 1 where slow_skus > 0", "slow of"),
        ("update kpi.inventory_health_daily set turns_per_year = 2 * turns_per_year", "turns of"),
        ("update kpi.fulfilment_sla_daily set stale_orders = 0", "stale_orders of"),
        ("delete from kpi.fulfilment_sla_daily where business_date = '2026-03-12'", "orders of 2026-03-12"),
    ],
)
def test_a_planted_fault_is_told(right, harm, fault):
    right.execute("begin")
    right.execute(harm)
    told = inventory.faults(right)
    right.execute("rollback")
    assert any(fault in line for line in told)
