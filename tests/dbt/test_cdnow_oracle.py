"""RFM, retention, repurchase and lifetime value of the CDNOW sample against pandas on the untouched file."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.dbt import cdnow
from tests.dbt.lifecycle_world import build
from tests.dbt.real_year import RealYear

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not cdnow.FILE.exists(), reason=cdnow.MISSING)]

# The papers fit the first 39 weeks; the next month is the back-test that both sides can count.
CALIBRATED = date(1997, 9, 30)
PARAMETERS = {"ltv_months": 10, "ltv_fit_members": 100_000}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    file = build(tmp_path_factory.mktemp("cdnow"), cdnow.members(), cdnow.AS_OF, PARAMETERS)
    return duckdb.connect(str(file), read_only=True)


@pytest.fixture(scope="module")
def sample() -> RealYear:
    nothing = pd.DataFrame({"household_id": [], "day": pd.to_datetime([])})
    return RealYear(cdnow.AS_OF, cdnow.purchases(), nothing)


def rows_of(table: pd.DataFrame) -> Counter[tuple[object, ...]]:
    return Counter(table.itertuples(index=False, name=None))


def found(warehouse: duckdb.DuckDBPyConnection, query: str, *values: object) -> Counter[tuple[object, ...]]:
    return Counter(warehouse.execute(query, list(values)).fetchall())


def test_rfm_of_every_month_end(warehouse: duckdb.DuckDBPyConnection, sample: RealYear) -> None:
    measures = ["r", "f", "m", "r_score", "f_score", "m_score"]
    days = warehouse.execute("select month_end from lifecycle.int_calendar__snapshot order by all").fetchall()
    assert len(days) == 18
    for (on,) in days:
        query = f"select {', '.join(measures)} from lifecycle.int_member__rfm_month_end where month_end = ?"
        assert found(warehouse, query, on) == rows_of(sample.rfm(on)[measures]), on


@pytest.mark.parametrize("days", [30, 60, 90])
def test_next_purchase_day(warehouse: duckdb.DuckDBPyConnection, sample: RealYear, days: int) -> None:
    query = f"""select business_date, count(*) filter (where has_next_{days}d)
        from lifecycle.int_purchase__day group by business_date"""
    expected = {pd.Timestamp(str(day)).date(): int(count) for day, count in sample.followed(days).items()}
    assert dict(warehouse.execute(query).fetchall()) == expected


def test_trailing_repurchase(warehouse: duckdb.DuckDBPyConnection, sample: RealYear) -> None:
    query = """select date, sum(buyers_30d), sum(repeat_buyers_30d), sum(buyers_60d), sum(repeat_buyers_60d)
        from lifecycle.int_repurchase__daily_count group by date order by date"""
    told = warehouse.execute(query).fetchall()
    assert told[-1][0] == cdnow.AS_OF
    assert told == [(on, *sample.buyers(on, 30), *sample.buyers(on, 60)) for on, *_ in told]


def test_what_joiners_did(warehouse: duckdb.DuckDBPyConnection, sample: RealYear) -> None:
    expected = sample.joiners()
    flags = [column for column in expected.columns if column != "joined_on"]
    expected["joined_on"] = expected["joined_on"].dt.date
    query = f"select joined_on, {', '.join(flags)} from lifecycle.int_cohort__join"
    assert found(warehouse, query) == rows_of(expected[["joined_on", *flags]])


def test_summary_is_the_library_s_own(warehouse: duckdb.DuckDBPyConnection, sample: RealYear) -> None:
    """Frequency, recency, age and mean value by the library's own helper, on the file."""
    from lifetimes.utils import summary_data_from_transaction_data

    days = sample.tickets[sample.tickets.net_fen > 0]
    expected = summary_data_from_transaction_data(
        days, "household_id", "day", monetary_value_col="net_fen", observation_period_end=CALIBRATED
    )
    query = """select frequency, recency_days, age_days, round(coalesce(repeat_mean_fen, 0), 4)
        from lifecycle.int_value__summary where cutoff_on = ?"""
    rows = expected[["frequency", "recency", "T", "monetary_value"]].round(4)
    assert found(warehouse, query, CALIBRATED) == rows_of(rows)


def test_parameters_are_near_the_papers(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Near, not equal: a purchase of nothing is none here, and the papers count those few."""
    query = """select any_value(frequency_r), any_value(frequency_alpha), any_value(frequency_a),
            any_value(frequency_b), any_value(value_p), any_value(value_q), any_value(value_v)
        from lifecycle.int_value__expectation where cutoff_on = ?"""
    (fitted,) = warehouse.execute(query, [CALIBRATED]).fetchall()
    assert fitted == pytest.approx((0.243, 4.414, 0.793, 2.426, 6.25, 3.74, 15.44), rel=0.06)


def test_back_test_counts_what_came(warehouse: duckdb.DuckDBPyConnection, sample: RealYear) -> None:
    query = """select held_out_month, sum(members), sum(actual_purchase_days), sum(actual_fen),
            sum(predicted_purchase_days)
        from lifecycle.int_value__backtest group by held_out_month order by held_out_month"""
    told = warehouse.execute(query).fetchall()
    assert [month for month, *_ in told] == [date(1997, 9, 1), *_months(1997, 10, 12), *_months(1998, 1, 6)]
    for month, customers, days, fen, predicted in told:
        assert (customers, days, fen) == _came(sample, month)
        assert predicted == pytest.approx(days, rel=0.45), month


def test_members_are_valued_only_with_a_margin(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """select distinct null_reason, expected_margin_fen is null, expected_net_fen is null
        from lifecycle.int_value__member"""
    assert found(warehouse, query) == Counter([("margin_unknown", True, False)])


def _months(year: int, first: int, last: int) -> list[date]:
    return [date(year, month, 1) for month in range(first, last + 1)]


def _came(sample: RealYear, month: date) -> tuple[int, int, int]:
    bought = sample.tickets[sample.tickets.net_fen > 0]
    start = pd.Timestamp(month)
    customers = set(bought[bought.day < start].household_id)
    inside = bought[
        bought.day.between(start, start + pd.offsets.MonthEnd(0)) & bought.household_id.isin(customers)
    ]
    return len(customers), len(inside[["household_id", "day"]].drop_duplicates()), int(inside.net_fen.sum())


def test_the_file_is_what_it_is_known_as(sample: RealYear) -> None:
    assert (len(sample.tickets), sample.tickets.household_id.nunique()) == (6919, 2357)
    assert sample.tickets.day.max() - sample.tickets.day.min() == timedelta(days=545)


def test_nothing_of_it_is_in_the_project() -> None:
    assert Path(__file__).parents[2] not in cdnow.FILE.parents
