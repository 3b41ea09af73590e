"""Random ledgers through the models: the recount agrees, and tells each planted fault."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import duckdb
import pytest
import yaml

from tests.oracles import points
from tests.oracles.rendering import PROJECT, run_model

REASONS = ("purchase", "purchase", "check_in", "adjust", "redeem_goods", "charity", "expire", "clawback")
MODELS = (
    ("intermediate/points/int_points__draw.sql", "intermediate.int_points__draw"),
    ("intermediate/points/int_points__account_month.sql", "intermediate.int_points__account_month"),
    ("intermediate/points/int_points__month.sql", "intermediate.int_points__month"),
    ("marts/kpi/points_age_monthly.sql", "kpi.points_age_monthly"),
    ("marts/kpi/points_liability_monthly.sql", "kpi.points_liability_monthly"),
)


def ledger(seed: int) -> list[tuple[object, ...]]:
    """Three years of a few accounts that owe now and then, get back what they used, act twice in a second."""
    draw = random.Random(seed)
    rows = []
    for number in range(400):
        at = datetime.fromisoformat("2024-01-01") + timedelta(
            days=draw.randrange(1000), seconds=draw.randrange(3)
        )
        reason = draw.choice(REASONS)
        sign = 1 if reason in ("purchase", "check_in", "adjust") else -1
        change = draw.choice((sign, sign, sign, sign, sign, -sign)) * draw.randrange(1, 200)
        mall = draw.choice(("A", "A", "B", None))
        rows.append((f"e{number}", f"n{draw.randrange(9)}", mall, at, at.date(), change, reason))
    return rows


def warehouse(seed: int, as_of: date) -> duckdb.DuckDBPyConnection:
    """The tables of points as the models make them of a ledger."""
    con = duckdb.connect()
    for schema in ("control", "staging", "identity", "intermediate", "core", "kpi"):
        con.execute(f"create schema {schema}")
    con.execute(f"create table control.run as select date '{as_of}' as as_of_date")
    con.execute(
        "create table staging.stg_points (entry_no varchar, member_no_hash varchar, mall_id varchar,"
        " occurred_at timestamp, business_date date, change bigint, reason varchar)"
    )
    con.executemany("insert into staging.stg_points values (?, ?, ?, ?, ?, ?, ?)", ledger(seed))
    con.execute(
        "create table identity.int_identity__member_identifier as"
        " select 'member_no' as identifier_type, 'n' || n as identifier_hash, 'm' || n // 2 as member_uid"
        " from range(6) r(n)"
    )
    seeds = PROJECT / "seeds" / "points" / "points_reason.csv"
    con.execute(f"create table intermediate.points_reason as from read_csv('{seeds}')")
    con.execute("create table core.int_member__anchor (member_uid varchar, home_mall_id varchar)")
    con.execute(
        "create table core.fct_points as select p.*, i.member_uid, p.member_no_hash as identifier_hash"
        " from staging.stg_points p left join identity.int_identity__member_identifier i"
        f" on i.identifier_hash = p.member_no_hash where p.business_date <= date '{as_of}'"
    )
    con.execute("set search_path = 'intermediate,core,kpi'")
    for path, table in MODELS:
        run_model(con, path, table, points_redeem_months=4, point_cost_fen=3)
    return con


def test_every_reason_of_the_ledger_has_its_line():
    ledger_of = yaml.safe_load((PROJECT.parent / "sources" / "registry" / "operator.yml").read_text("utf-8"))
    rows = (PROJECT / "seeds" / "points" / "points_reason.csv").read_text("utf-8").splitlines()[1:]
    named = sorted(row.partition(",")[0] for row in rows)
    assert named == sorted(ledger_of["points"]["columns"]["reason"]["values"])


@pytest.fixture(scope="module")
def right():
    with warehouse(1, date(2026, 9, 30)) as con:
        yield con


@pytest.mark.parametrize(
    ("seed", "as_of"), [(1, date(2026, 9, 30)), (2, date(2026, 8, 17)), (3, date(2026, 9, 1))]
)
def test_models_and_recount_agree(seed, as_of):
    with warehouse(seed, as_of) as con:
        assert points.faults(con) == []
        (known, open_) = con.execute(
            "select count(liability_fen), count(null_reason) from kpi.points_liability_monthly"
        ).fetchone()
        assert known > 0
        assert open_ > 0


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (
            "update kpi.points_liability_monthly set used_points = used_points + 1 where mall_id = 'A'",
            "used points",
        ),
        ("update kpi.points_liability_monthly set liability_fen = liability_fen - 1", "liability"),
        ("update intermediate.int_points__draw set used_on = used_on + 1 where use_kind = 'burn'", "gone"),
        ("update intermediate.int_points__account_month set closing_points = 1", "accounts close"),
        ("delete from kpi.points_liability_monthly where mall_id = 'B'", "no statement"),
    ],
)
def test_a_planted_fault_is_told(right, harm, fault):
    right.execute("begin")
    right.execute(harm)
    told = points.faults(right)
    right.execute("rollback")
    assert any(fault in line for line in told)
