"""Benefits and points: figures as they are published, breaches in red, and why a return is missing."""

from __future__ import annotations

import pytest

from reports.document import Gauge
from reports.pages.benefits import page
from reports.store import Store
from reports.vocabulary.reasons import reason
from tests.reports.markup import Page
from tests.reports.pages.programme import (
    BEFORE,
    HOSTILE,
    MONTH,
    charts,
    column,
    figure,
    made,
    metric,
    put,
    table,
    values,
)
from tests.reports.shown import html_of


@pytest.fixture
def con(tmp_path):
    with made(tmp_path / "benefits.duckdb") as made_con:
        yield made_con


def benefit(con, benefit_id, month=MONTH, **more):
    told = {
        "name": f"Name of {benefit_id}", "benefit_class": "instant", "benefit_type": "acquire",
        "bearer": "mall", "is_over": True, "issued": 10, "cost_fen": 100, "cost_mall_fen": 60,
        "cost_merchant_fen": 30, "cost_platform_fen": 10, "is_blocked": False, "is_weak": False,
        "is_to_retire": False, "roi_null_reason": "too_few", "incremental_null_reason": "no_control",
    }  # fmt: skip
    put(con, "kpi.benefit_roi_monthly", benefit_id=benefit_id, month_start=month, **told | more)


def points(con, mall="ALL", month=MONTH, **more):
    told = {
        "opening_points": 100, "earned_points": 50, "adjusted_points": -5, "used_points": 20,
        "expired_points": 3, "clawed_back_points": 2, "closing_points": 120, "inflation_rate": 0.77,
        "live_points": 119, "null_reason": "immature", "point_value_fen": 1, "horizon_months": 12,
    }  # fmt: skip
    put(con, "kpi.points_liability_monthly", month_start=month, mall_id=mall, **told | more)


def test_an_empty_store_says_so(con):
    text = html_of(Store(con), page(Store(con)))
    Page(text)
    assert "本版本没有这样的数据" in text
    assert "There is no ledger of points yet." in text


def test_what_is_beyond_a_cap_comes_first_in_red(con):
    benefit(con, "DEAR", cost_fen=999)
    benefit(con, "OVER", cost_fen=1, is_blocked=True, is_month_breach=True, cap_month_fen=0)
    benefit(con, "MEMBER", cost_fen=2, is_blocked=True, is_member_breach=True, members_over_cap=3)
    benefit(con, "QUOTA", cost_fen=3, quota=5, over_issued=4)
    built = page(Store(con))
    assert values(built, "caps", "benefit_id") == ["MEMBER", "OVER", "QUOTA", "DEAR"]
    assert [cell.tone for cell in column(built, "caps", "cost_fen")] == ["", "bad", "", ""]
    assert [cell.tone for cell in column(built, "caps", "max_member_spent_fen")] == ["bad", "", "", ""]
    assert [cell.tone for cell in column(built, "bearers", "over_issued")] == ["", "", "bad", ""]
    assert "No benefit is beyond a cap" not in html_of(Store(con), built)


def test_where_nothing_is_beyond_a_cap_it_says_so(con):
    benefit(con, "A")
    text = html_of(Store(con), page(Store(con)))
    assert "No benefit is beyond a cap or its quota this month." in text
    assert "No benefit is weak or to be retired this month." in text


def test_cost_adds_up_by_bearer_and_month(con):
    benefit(con, "A")
    benefit(con, "B")
    benefit(con, "A", BEFORE)
    rows = [(row["month_start"], row["bearer"].en, row["cost_fen"]) for row in _rows(con, "cost-by-bearer")]
    assert rows == [
        (MONTH, "Mall", 120), (MONTH, "Merchant", 60), (MONTH, "Platform", 20),
        (BEFORE, "Mall", 60), (BEFORE, "Merchant", 30), (BEFORE, "Platform", 10),
    ]  # fmt: skip


def test_only_the_newest_month_is_told_by_benefit(con):
    benefit(con, "OLD", BEFORE)
    benefit(con, "NEW")
    built = page(Store(con))
    assert values(built, "states", "benefit_id") == ["NEW"]
    assert values(built, "returns", "benefit_id") == ["NEW"]


def test_rates_and_returns_are_the_published_ones(con):
    benefit(
        con, "A", run_out=10, run_out_redeemed=1, redemption_rate=0.42, rate_of="type", roi=3.3,
        roi_null_reason=None, attributed_fen=1,
    )  # fmt: skip
    built = page(Store(con))
    assert values(built, "states", "redemption_rate") == [0.42]
    assert [one.en for one in values(built, "states", "rate_is_of")] == ["Its type"]
    assert values(built, "returns", "roi") == [3.3]


def test_what_cannot_be_told_tells_why(con):
    benefit(con, "A", committed_null_reason="unknown_benefit")
    built = page(Store(con))
    told = [
        column(built, "caps", "committed_fen")[0].why, column(built, "states", "redemption_rate")[0].why,
        column(built, "returns", "roi")[0].why, column(built, "returns", "incremental_ratio")[0].why,
    ]  # fmt: skip
    assert told == ["unknown_benefit", "too_few", "too_few", "no_control"]
    text = html_of(Store(con), built)
    assert all(reason(code).zh in text and reason(code).zh != code for code in told)


def test_increments_are_drawn_with_their_interval_where_there_are_any(con):
    benefit(con, "A")
    assert "increments" not in charts(page(Store(con)))
    benefit(
        con, "B", experiment_id="X1", incremental_ratio=2.5, incremental_ratio_low=-1.0,
        incremental_ratio_high=6.0, incremental_null_reason=None,
    )  # fmt: skip
    built = page(Store(con))
    assert "increments" in charts(built)
    row = table(built, "increments").rows[0]
    assert (row["benefit_id"], row["incremental_ratio_low"], row["incremental_ratio_high"]) == (
        "B",
        -1.0,
        6.0,
    )


def test_benefits_to_retire_and_weak_ones_come_first(con):
    benefit(con, "FINE", roi=9.0)
    benefit(con, "WEAK", is_weak=True)
    benefit(con, "RETIRE", is_weak=True, is_to_retire=True)
    benefit(con, "OPEN", is_over=False)
    built = page(Store(con))
    assert values(built, "returns", "benefit_id")[:2] == ["RETIRE", "WEAK"]
    told = {row["benefit_id"]: row["verdict"].en for row in table(built, "returns").rows}
    assert told == {"RETIRE": "Retire", "WEAK": "Weak", "FINE": "—", "OPEN": "Month not over"}
    assert [cell.tone for cell in column(built, "returns", "verdict")] == ["bad", "bad", "", ""]


def test_hostile_names_stay_text(con):
    benefit(con, "A", name=HOSTILE, benefit_type=HOSTILE, experiment_id="X", incremental_ratio=1.0)
    text = html_of(Store(con), page(Store(con)))
    Page(text)
    assert HOSTILE not in text
    assert "&lt;script&gt;alert(1)" in text


def test_states_of_coupons_add_up(con):
    states = ("issued", "claimed", "redeemed", "expired", "cancelled", "refunded")
    for one in ("A", "B"):
        benefit(con, one, **{f"state_{state}": place for place, state in enumerate(states)})
    told = {row["state"].en: row["coupons"] for row in _rows(con, "states-by-type")}
    assert told == {"Issued": 0, "Claimed": 2, "Redeemed": 4, "Expired": 6, "Cancelled": 8, "Refunded": 10}


def test_the_account_of_points_is_told_as_published(con):
    points(con)
    points(con, month=BEFORE, inflation_rate=None)
    points(con, "M01", closing_points=70)
    points(con, "M02", closing_points=50)
    built = page(Store(con))
    drawn = {row["flow"].en: row["points"] for row in table(built, "points-of-month").rows}
    assert list(drawn.values()) == [100, 50, -5, 20, 3, 2, 120]
    assert values(built, "points", "month_start") == [MONTH, BEFORE]
    assert [cell.why for cell in column(built, "points", "inflation_rate")] == [None, "empty_denominator"]
    assert [one.en for one in values(built, "points-by-mall", "mall")] == ["Harbour", "Meadow"]
    assert column(built, "liability", "liability_fen")[0].why == "immature"


def test_ages_are_told_in_words_the_most_points_first(con):
    for band, live in (("00-02", 5), ("12+", 9)):
        put(
            con, "kpi.points_age_monthly", month_start=MONTH, mall_id="M01", age_band=band, live_points=live,
            redemption_rate=0.5, expected_points=1,
        )  # fmt: skip
    built = page(Store(con))
    assert [one.en for one in values(built, "points-by-age", "age")] == ["12 months and more", "0–2 months"]
    assert values(built, "points-by-age", "expected_points") == [1, 1]


def test_parts_of_a_return_are_amounts(con):
    metric(con, "benefit_roi", "ratio")
    figure(con, "benefit_roi", "month", MONTH, value=5.0, numerator=500, denominator=100)
    gauge = next(block for block in page(Store(con)).blocks if isinstance(block, Gauge))
    assert (gauge.numerator.unit, gauge.denominator.unit) == ("fen", "fen")


def _rows(con, name):
    return table(page(Store(con)), name).rows
