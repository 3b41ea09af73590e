"""The two fits and what follows from them, against the figures of the papers and on what cannot be fitted."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest

from estimates.lifetime_value import NoFit, expectations, fit_frequency, fit_value
from tests.dbt import cdnow

CUTOFF = date(1997, 9, 30)
needs_cdnow = pytest.mark.skipif(not cdnow.FILE.exists(), reason=cdnow.MISSING)


def summary_of(purchases: pd.DataFrame, cutoff: date) -> pd.DataFrame:
    days = (
        purchases[purchases.day <= pd.Timestamp(cutoff)]
        .groupby(["household_id", "day"], as_index=False)
        .sum()
    )
    first = days.groupby("household_id").day.transform("min")
    repeats = days[days.day > first].groupby("household_id")
    table = days.groupby("household_id").agg(first=("day", "min"), last=("day", "max"), days=("day", "size"))
    table["frequency"] = table.days - 1
    table["recency_days"] = (table["last"] - table["first"]).dt.days
    table["age_days"] = (pd.Timestamp(cutoff) - table["first"]).dt.days
    table["repeat_mean_fen"] = repeats.net_fen.mean()
    return table.assign(cutoff_on=cutoff, is_in_fit=True).reset_index()


def estimate(summary: pd.DataFrame, **asked: object) -> pd.DataFrame:
    cutoff = {
        "cutoff_on": CUTOFF, "held_out_until": CUTOFF + timedelta(days=31), "history_days": 273,
        "min_history_days": 56, "min_repeat_members": 100, "horizon_months": 12, "discount_rate": 0.1,
    } | asked  # fmt: skip
    with duckdb.connect() as con:
        con.register("summary", summary)
        con.register("cutoff", pd.DataFrame([cutoff]))
        typed = "* replace (cast(cutoff_on as date) as cutoff_on"
        cutoffs = con.sql(f"select {typed}, cast(held_out_until as date) as held_out_until) from cutoff")
        return expectations(cutoffs, con.sql(f"select {typed}) from summary"))


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return summary_of(cdnow.purchases(), CUTOFF)


@needs_cdnow
def test_frequency_is_that_of_the_paper(sample: pd.DataFrame) -> None:
    weeks = (sample.frequency, sample.recency_days / 7, sample.age_days / 7)
    fitted = fit_frequency(*(column.to_numpy("float64") for column in weeks), np.ones(len(sample)))
    assert (fitted.r, fitted.alpha, fitted.a, fitted.b) == pytest.approx(
        (0.243, 4.414, 0.793, 2.426), abs=5e-4
    )
    one = (np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert fitted.expected(39, *one) == pytest.approx([1.226], abs=5e-4)


@needs_cdnow
def test_value_is_that_of_the_paper(sample: pd.DataFrame) -> None:
    repeated = sample[sample.frequency > 0]
    mean_value = repeated.repeat_mean_fen.to_numpy("float64") / 100
    keeps = mean_value > 0
    fitted = fit_value(
        repeated.frequency.to_numpy("float64")[keeps], mean_value[keeps], np.ones(int(keeps.sum()))
    )
    assert (fitted.p, fitted.q, fitted.v) == pytest.approx((6.25, 3.74, 15.44), abs=5e-3)


@needs_cdnow
def test_grouped_patterns_say_the_same_on_each_run(sample: pd.DataFrame) -> None:
    first, again = estimate(sample), estimate(sample.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(first, again)
    assert first.members.sum() == len(sample)
    assert first.null_reason.isna().all()
    assert first.p_alive.between(0, 1).all()


@needs_cdnow
def test_discounting_and_the_horizon(sample: pd.DataFrame) -> None:
    plain = estimate(sample, discount_rate=0.0).discounted_purchase_days
    discounted = estimate(sample).discounted_purchase_days
    shorter = estimate(sample, discount_rate=0.0, horizon_months=1).discounted_purchase_days
    assert (discounted < plain).all()
    assert (discounted > plain / 1.1).all()
    assert (shorter < plain).all()


@needs_cdnow
@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"history_days": 55}, "history_below:56"),
        ({"min_repeat_members": 5000}, "repeat_members_below:5000"),
    ],
)
def test_too_little_is_no_estimate(sample: pd.DataFrame, asked: dict[str, object], reason: str) -> None:
    told = estimate(sample, **asked)
    assert set(told.null_reason) == {reason}
    assert told.p_alive.isna().all()
    assert told.members.sum() == len(sample)


def test_just_enough_history_and_equal_buyers_are_refused_by_the_fit() -> None:
    """Everybody spends the same: there is no spread that gamma-gamma could be fitted to."""
    buyers = pd.DataFrame(
        {
            "household_id": range(200), "cutoff_on": CUTOFF, "is_in_fit": True, "frequency": 3,
            "recency_days": 30, "age_days": 40, "repeat_mean_fen": 1000.0,
        }
    )  # fmt: skip
    told = estimate(buyers, history_days=56, min_repeat_members=200)
    assert (
        told.null_reason.isin(["no_convergence", "value_mean_infinite"]).all() or told.p_alive.notna().all()
    )


def test_nobody_bought() -> None:
    nobody = summary_of(
        pd.DataFrame({"household_id": [1], "day": pd.to_datetime(["1997-01-01"]), "net_fen": [1]}), CUTOFF
    ).head(0)
    assert estimate(nobody).empty


def test_a_likelihood_without_a_top_is_no_fit() -> None:
    one = np.array([1.0])
    with pytest.raises(NoFit):
        fit_value(one, np.array([np.nan]), one)
