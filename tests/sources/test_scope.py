"""What a run may see, whatever the order in which things landed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from sources import scope
from sources.registry import ALL_FEED_NAMES
from tests.sources.conftest import House, pos_csv, pos_line

if TYPE_CHECKING:
    from collections.abc import Iterator

EARLY, LATE = dt.date(2026, 3, 2), dt.date(2026, 3, 5)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def _deliveries(con: duckdb.DuckDBPyConnection, columns: str = "path, delivery_rank, is_new") -> list[Any]:
    return con.execute(f"SELECT {columns} FROM control.delivery ORDER BY delivery_rank").fetchall()


def test_scope_is_what_was_delivered_up_to_the_day(house: House, con: duckdb.DuckDBPyConnection) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(1)), day="2026-03-05")
    house.land("pos_sales", "b.csv", pos_csv(pos_line(2), pos_line(3, price="-1")), day="2026-03-02")
    house.land("pos_sales", "bad.csv", "", day="2026-03-01")
    house.ingest("pos_sales")
    scope.write_scope(con, house.home, EARLY, "run-1", code_version="code-1")
    assert _deliveries(con) == [("pos_sales/2026-03-02/b.csv", 1, True)]
    assert con.execute("FROM control.run").fetchall() == [(EARLY, "run-1", "code-1")]
    state = con.execute("FROM control.feed_state WHERE is_present").fetchall()
    assert state == [("pos_sales", True, 1, 1, 1, EARLY, EARLY)]
    assert con.execute("SELECT count(*) FROM control.feed_state").fetchall() == [(len(ALL_FEED_NAMES),)]


def test_the_first_delivery_of_the_same_bytes_counts(house: House, con: duckdb.DuckDBPyConnection) -> None:
    content = pos_csv(pos_line(1))
    house.land("pos_sales", "late.csv", content, day="2026-03-05")
    house.ingest("pos_sales")
    scope.write_scope(con, house.home, LATE, "run-1")
    assert _deliveries(con) == [("pos_sales/2026-03-05/late.csv", 1, True)]
    scope.complete_build(con)
    house.land("pos_sales", "early.csv", content, day="2026-03-02")
    house.ingest("pos_sales")
    scope.write_scope(con, house.home, LATE, "run-2")
    assert _deliveries(con) == [("pos_sales/2026-03-02/early.csv", 1, True)]
    scope.write_scope(con, house.home, EARLY, "run-3")
    assert _deliveries(con) == [("pos_sales/2026-03-02/early.csv", 1, True)]
    assert con.execute("SELECT rows_kept FROM control.feed_state WHERE is_present").fetchall() == [(1,)]


def test_what_was_built_is_not_new_and_a_smaller_scope_needs_all(
    house: House, con: duckdb.DuckDBPyConnection
) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(1)), day="2026-03-02")
    house.land("pos_sales", "b.csv", pos_csv(pos_line(2)), day="2026-03-05")
    house.ingest("pos_sales")
    scope.write_scope(con, house.home, EARLY, "run-1")
    scope.complete_build(con)
    scope.write_scope(con, house.home, LATE, "run-2")
    assert _deliveries(con, "is_new") == [(False,), (True,)]
    assert not scope.needs_full_refresh(con)
    scope.complete_build(con)
    scope.write_scope(con, house.home, EARLY, "run-3")
    assert scope.needs_full_refresh(con)


def test_the_fingerprint_knows_content_and_not_the_order_of_landing(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = House(tmp_path_factory.mktemp("other"))
    for each, order in ((house, (1, 2)), (other, (2, 1))):
        for number in order:
            each.land("pos_sales", f"{number}.csv", pos_csv(pos_line(number)))
            each.ingest("pos_sales")
    one, two = (scope.scope_fingerprint(each.home, EARLY) for each in (house, other))
    assert one == two
    other.land("pos_sales", "3.csv", pos_csv(pos_line(3)))
    other.ingest("pos_sales")
    assert scope.scope_fingerprint(other.home, EARLY) != one


def test_a_failed_write_leaves_the_scope_of_before(house: House, con: duckdb.DuckDBPyConnection) -> None:
    scope.write_scope(con, house.home, EARLY, "run-1")
    for path in house.home.raw.glob("*/*/files.parquet"):
        path.unlink()
    with pytest.raises(duckdb.Error):
        scope.write_scope(con, house.home, LATE, "run-2")
    assert con.execute("FROM control.run").fetchall() == [(EARLY, "run-1", "unknown")]


def test_a_batch_that_is_not_accepted_is_seen_by_nobody(house: House, con: duckdb.DuckDBPyConnection) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(1), pos_line(2, price="-1")))
    assert house.prepare("pos_sales") is not None
    scope.write_scope(con, house.home, LATE, "run-1")
    for table in ("raw.pos_sales", "manifest.files", "manifest.quarantine", "control.delivery"):
        assert con.execute(f"SELECT count(*) FROM {table}").fetchall() == [(0,)]
