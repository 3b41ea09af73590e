"""RFM, repurchase and retention of a real year against pandas on the untouched source files."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.dbt.real_year import RealYear


@pytest.fixture(scope="module")
def warehouse(cj_home: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(cj_home / "warehouse" / "memberloop.duckdb"), read_only=True)


@pytest.fixture(scope="module")
def year(warehouse: duckdb.DuckDBPyConnection) -> RealYear:
    row = warehouse.execute("select as_of_date from control.run").fetchone()
    assert row is not None
    return RealYear.complete_journey(row[0])


def rows_of(table: pd.DataFrame) -> Counter[tuple[object, ...]]:
    return Counter(table.itertuples(index=False, name=None))


def test_rfm_of_every_snapshot(warehouse: duckdb.DuckDBPyConnection, year: RealYear) -> None:
    measures = "r, f, m, r_score, f_score, m_score"
    days = warehouse.execute("select month_end from lifecycle.int_calendar__snapshot order by all").fetchall()
    assert days
    for (on,) in days:
        found = Counter(
            warehouse.execute(
                f"select {measures} from lifecycle.int_member__rfm_month_end where month_end = ?", [on]
            ).fetchall()
        )
        assert found == rows_of(year.rfm(on)[measures.split(", ")]), on


def test_trailing_repurchase_of_every_day(warehouse: duckdb.DuckDBPyConnection, year: RealYear) -> None:
    found = warehouse.execute(
        """select
            date, sum(buyers_30d), sum(repeat_buyers_30d), sum(buyers_60d), sum(repeat_buyers_60d)
        from lifecycle.int_repurchase__daily_count
        group by date
        order by date"""
    ).fetchall()
    assert found[-1][0] == year.as_of.date()
    expected = [(on, *year.buyers(on, 30), *year.buyers(on, 60)) for on, *_ in found]
    assert found == expected


@pytest.mark.parametrize("days", [30, 60, 90])
def test_next_purchase_day(warehouse: duckdb.DuckDBPyConnection, year: RealYear, days: int) -> None:
    found = dict(
        warehouse.execute(
            f"""select business_date, count(*) filter (where has_next_{days}d)
            from lifecycle.int_purchase__day
            group by business_date"""
        ).fetchall()
    )
    assert found == {_as_date(day): int(count) for day, count in year.followed(days).items()}


def test_what_joiners_did(warehouse: duckdb.DuckDBPyConnection, year: RealYear) -> None:
    expected = year.joiners()
    flags = [column for column in expected.columns if column != "joined_on"]
    found = Counter(
        warehouse.execute(f"select joined_on, {', '.join(flags)} from lifecycle.int_cohort__join").fetchall()
    )
    expected["joined_on"] = expected["joined_on"].dt.date
    assert found == rows_of(expected[["joined_on", *flags]])


def _as_date(day: object) -> date:
    return pd.Timestamp(str(day)).date()
