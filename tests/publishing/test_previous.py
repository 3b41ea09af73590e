"""The version before, as a run sees it: none at first, what readers have, and all that was ever told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from publishing import ColumnContract, TableContract, publish, rollback, write_previous
from sources.control_tables import declared
from tests.publishing.support import run_info

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FROM_CONTROL = {
    "kpi.kpi_value": ("previous_value", ("metric_id",)),
    "ops.delivery": ("previous_delivery", ("feed", "file_id")),
    "kpi.kpi_restatement": ("previous_restatement", ("version", "metric_id")),
}


def contract() -> list[TableContract]:
    tables = [
        _table(name, grain, declared()[control]["columns"]) for name, (control, grain) in FROM_CONTROL.items()
    ]
    ledger = _table("core.identity_ledger", ("seq",), {"seq": "BIGINT", "business_date": "DATE"})
    return [*tables, ledger]


def _table(name: str, grain: tuple[str, ...], columns: dict[str, str]) -> TableContract:
    schema, _, table = name.partition(".")
    described = tuple(ColumnContract(column, kind, "A column") for column, kind in columns.items())
    return TableContract(schema, table, grain, described, "A table")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for table in contract():
            columns = ", ".join(f"{column.name} {column.type}" for column in table.columns)
            connection.execute(f"create schema if not exists {table.schema}")
            connection.execute(f"create table {table.full_name} ({columns})")
        yield connection


def night(con: duckdb.DuckDBPyConnection, published: Path, number: int) -> str:
    """Publishes one figure of this number, and one more told restatement."""
    con.execute("delete from kpi.kpi_value; delete from ops.delivery")
    con.execute("insert into kpi.kpi_value (metric_id, value) values ('visits', ?)", [number])
    con.execute("insert into ops.delivery (feed, file_id) values ('points', ?)", [f"f{number}"])
    con.execute("insert into kpi.kpi_restatement (version, metric_id) values (?, 'm')", [f"told{number}"])
    con.execute("insert into core.identity_ledger values (?, date '2024-06-01')", [number * 10])
    return publish(con, published, contract(), run_info(number)).version


def told(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return con.execute(query).fetchall()


def test_before_the_first_version_there_is_nothing(con, published) -> None:
    assert write_previous(con, published) is None
    assert told(con, "from control.previous_version") == []
    assert told(con, "from control.previous_value") == []
    assert told(con, "from control.changed_record") == []


def test_it_is_what_readers_have(con, published) -> None:
    night(con, published, 1)
    version = night(con, published, 2)
    assert write_previous(con, published) == version == "v000002"
    through = date(2024, 6, 1)
    assert told(con, "from control.previous_version") == [
        ("v000002", run_info(2).run_id, run_info(2).as_of, through, 20, "v000003")
    ]
    assert told(con, "select metric_id, value from control.previous_value") == [("visits", 2.0)]
    assert told(con, "select feed, file_id from control.previous_delivery") == [("points", "f2")]
    assert told(con, "select version from control.previous_restatement order by 1") == [
        ("told1",),
        ("told2",),
    ]


def test_after_a_rollback_figures_are_the_readers_and_nothing_told_is_forgotten(con, published) -> None:
    for number in (1, 2, 3):
        night(con, published, number)
    rollback(published, "v000001")
    assert write_previous(con, published) == "v000001"
    assert told(con, "select version, ledger_seq, next_version from control.previous_version") == [
        ("v000001", 10, "v000004")
    ]
    assert told(con, "select value from control.previous_value") == [(1.0,)]
    assert told(con, "select count(*) from control.previous_restatement") == [(3,)]


def test_a_version_that_did_not_keep_its_deliveries_is_not_compared_with(con, published) -> None:
    night(con, published, 1)
    (published / "versions" / "v000001" / "ops.delivery.parquet").unlink()
    assert write_previous(con, published) is None
    assert told(con, "from control.previous_version") == []
    assert told(con, "select version from control.previous_restatement") == [("told1",)]


def test_a_column_that_an_older_version_lacked_is_null(con, published) -> None:
    con.execute("alter table kpi.kpi_restatement drop column reach")
    tables = [
        TableContract(t.schema, t.name, t.grain, tuple(c for c in t.columns if c.name != "reach"), t.comment)
        for t in contract()
    ]
    con.execute("insert into kpi.kpi_restatement (version, metric_id) values ('told1', 'm')")
    publish(con, published, tables, run_info(1))
    write_previous(con, published)
    assert told(con, "select version, reach from control.previous_restatement") == [("told1", None)]
