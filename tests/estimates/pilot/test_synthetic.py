"""Proposition 99 by both methods, and what holds of permutation over donors."""

from __future__ import annotations

import numpy as np
import pytest

from estimates.pilot import Panel, did, estimated, synthetic_did
from tests.estimates.public import table

ALPHA = 0.05


@pytest.fixture(scope="module")
def california() -> Panel:
    """Packs of cigarettes a head by state and year; the tax came with 1989."""
    sales = table("california_prop99").set_index("Year")
    donors = sales.drop(columns="California")
    return Panel(sales[["California"]].to_numpy().T, donors.to_numpy().T, int((sales.index < 1989).sum()))


def test_the_published_answers_of_proposition_99(california: Panel) -> None:
    synthetic, plain = estimated(synthetic_did, california, ALPHA), estimated(did, california, ALPHA)
    assert synthetic is not None
    assert plain is not None
    assert synthetic.effect_abs == pytest.approx(-15.60, abs=0.005)
    assert plain.effect_abs == pytest.approx(-27.35, abs=0.005)
    assert synthetic.mean_treat - synthetic.mean_control == pytest.approx(synthetic.effect_abs)
    assert synthetic.stand_ins == 38
    # Two of 39 states are as far off, California included: not below 5 %, and the interval holds zero.
    assert synthetic.p_value == pytest.approx(2 / 39)
    assert synthetic.ci_low is not None
    assert synthetic.ci_high is not None
    assert synthetic.ci_low < 0 < synthetic.ci_high


def test_the_same_twice(california: Panel) -> None:
    assert estimated(synthetic_did, california, ALPHA) == estimated(synthetic_did, california, ALPHA)


def _parallel(donors: int, gain: float, seed: int = 0, treated: int = 1) -> Panel:
    dice = np.random.default_rng(seed)
    units = treated + donors
    values = dice.normal(100, 10, (units, 1)) + np.arange(12) + dice.normal(0, 1, (units, 12))
    values[:treated, 8:] += gain
    return Panel(values[:treated], values[treated:], 8)


def test_a_large_gain_is_found_and_the_interval_excludes_zero() -> None:
    found = estimated(synthetic_did, _parallel(30, gain=12), ALPHA)
    assert found is not None
    assert found.effect_abs == pytest.approx(12, abs=2)
    assert found.p_value == pytest.approx(1 / 31)
    assert found.ci_low is not None
    assert found.ci_low > 0


def test_nineteen_donors_are_the_least_that_can_say_anything() -> None:
    """With 18 not even the largest effect is below 5 %, so the interval is open; with 19 it closes."""
    few, enough = (estimated(did, _parallel(donors, gain=50), ALPHA) for donors in (18, 19))
    assert few is not None
    assert enough is not None
    assert few.p_value > ALPHA
    assert few.ci_low is None
    assert enough.p_value == pytest.approx(ALPHA)
    assert enough.ci_low is not None
    assert enough.ci_low > 0


def test_p_is_small_no_more_often_than_it_says() -> None:
    """Nothing happens in 400 worlds of 19 donors: a p of 5 % comes up in 5 % of them."""
    found = [estimated(did, _parallel(19, gain=0, seed=seed), ALPHA) for seed in range(400)]
    wrong = sum(pilot is not None and pilot.p_value <= ALPHA for pilot in found) / 400
    assert wrong <= 0.08


def test_trends_that_part_before_are_seen() -> None:
    panel = _parallel(30, gain=0)
    steep = Panel(panel.treated + 3 * np.arange(12), panel.donors, 8)
    parallel, parting = estimated(did, panel, ALPHA), estimated(did, steep, ALPHA)
    assert parallel is not None
    assert parting is not None
    assert parting.pretrend_p == pytest.approx(1 / 31)
    assert parallel.pretrend_p > ALPHA


def test_two_pilots_are_stood_in_for_by_two_donors_each() -> None:
    stand_ins = _parallel(6, gain=0, treated=2).stand_ins()
    assert [(len(panel.treated), len(panel.donors)) for panel in stand_ins] == [(2, 4)] * 6
    assert _parallel(2, gain=0, treated=2).stand_ins() == []


def test_without_donors_there_is_nothing_to_say() -> None:
    assert estimated(did, _parallel(1, gain=5), ALPHA) is None


def test_an_effect_that_the_library_cannot_find_is_none() -> None:
    assert synthetic_did(Panel(np.full((1, 12), np.nan), np.ones((4, 12)), 8)) is None


def test_plain_difference_in_differences_by_hand() -> None:
    fit = did(Panel(np.array([[1.0, 2.0, 9.0]]), np.array([[4.0, 4.0, 5.0], [6.0, 6.0, 7.0]]), 2))
    assert fit.effect == pytest.approx((9 - 1.5) - (6 - 5))
    assert fit.misfit_before == pytest.approx(1)
