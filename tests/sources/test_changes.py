"""Which records of a run are late, corrected or withdrawn, and which are no news at all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import duckdb
import pytest

from sources.changes import write_changed_records
from sources.registry import load_registry
from sources.scope import write_scope
from tests.sources.conftest import House, pos_csv, pos_line

if TYPE_CHECKING:
    from collections.abc import Iterator

THROUGH = dt.date(2026, 3, 5)
LAST = dt.date(2026, 3, 9)
LATE, CORRECTED, WITHDRAWN = "late_data", "corrected_delivery", "delivery_withdrawn"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def run(house: House, con: duckdb.DuckDBPyConnection, *feeds: str, as_of: dt.date = LAST) -> list[tuple]:
    """Ingests, scopes, tells what changed against the run before, and lets readers have this one."""
    for feed in feeds:
        house.ingest(feed)
    known = _tables(con) and con.execute("select * from control.delivery").fetchall()
    write_scope(con, house.home, as_of, "run")
    if known:
        con.execute("insert into control.previous_version (data_through) values (?)", [THROUGH])
        con.executemany(
            "insert into control.previous_delivery values (?, ?, ?, 'v000001')", [row[:3] for row in known]
        )
    write_changed_records(con, load_registry())
    return con.execute(
        "select feed, cause, event_date, identifier_type, records from control.changed_record order by all"
    ).fetchall()


def _tables(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(con.execute("from duckdb_tables() where table_name = 'delivery'").fetchall())


def test_the_first_run_changes_nothing(house: House, con) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(1)), day="2026-03-02")
    assert run(house, con, "pos_sales") == []
    assert run(house, con) == []


def test_a_record_of_a_day_that_was_complete_is_late_and_one_of_the_newest_day_is_not(house, con) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(1)), day="2026-03-02")
    run(house, con, "pos_sales")
    late, new = pos_line(2, date="2026-03-01"), pos_line(3, date="2026-03-09")
    house.land("pos_sales", "b.csv", pos_csv(late, new), day="2026-03-09")
    by = [None, "card_no", "phone"]
    assert sorted(run(house, con, "pos_sales"), key=str) == sorted(
        [("pos_sales", LATE, dt.date(2026, 3, 1), kind, 1) for kind in by], key=str
    )
    assert run(house, con) == []


def test_a_ticket_told_again_is_corrected_and_the_same_bytes_are_no_news(house, con) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(1, date="2026-03-01")), day="2026-03-02")
    run(house, con, "pos_sales")
    corrected = pos_csv(pos_line(1, date="2026-03-01", net="7.00"))
    house.land("pos_sales", "b.csv", corrected, day="2026-03-08")
    house.land("pos_sales", "again.csv", pos_csv(pos_line(1, date="2026-03-01")), day="2026-03-08")
    assert {row[:3] for row in run(house, con, "pos_sales")} == {
        ("pos_sales", CORRECTED, dt.date(2026, 3, 1))
    }


def test_an_earlier_look_withdraws_what_readers_had(house, con) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(1, date="2026-03-01")), day="2026-03-02")
    house.land("pos_sales", "b.csv", pos_csv(pos_line(2, date="2026-03-01")), day="2026-03-08")
    run(house, con, "pos_sales")
    found = run(house, con, as_of=dt.date(2026, 3, 4))
    assert {row[:3] for row in found} == {("pos_sales", WITHDRAWN, dt.date(2026, 3, 1))}


MALLS = "mall_id,mall_name,mall_type,timezone,business_day_cut_hour,open_hour,close_hour,currency\n"
SHANGHAI = "SH,商场,regional,Asia/Shanghai,0,10,22,CNY\n"


def test_a_master_told_again_in_the_same_words_is_no_news(house, con) -> None:
    house.land("master_mall", "a.csv", MALLS + SHANGHAI, day="2026-03-02")
    run(house, con, "master_mall")
    north = "N,北,regional,Asia/Shanghai,0,10,22,CNY\n"
    house.land("master_mall", "b.csv", MALLS + SHANGHAI + north, day="2026-03-03")
    assert run(house, con, "master_mall") == [("master_mall", LATE, None, None, 1)]
    house.land("master_mall", "c.csv", MALLS + SHANGHAI.replace("0,10", "4,10") + north, day="2026-03-04")
    assert run(house, con, "master_mall") == [("master_mall", CORRECTED, None, None, 1)]
