"""Power, detectable effect and sample size, beside statsmodels and beside drawn experiments."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from estimates.planning import Comparison, detectable, power, sample_size

ORACLE = TTestIndPower()


@pytest.mark.parametrize("n_control", [5, 40, 900])
@pytest.mark.parametrize("ratio", [0.25, 1, 9])
@pytest.mark.parametrize("effect", [0.05, 0.3, 1.1])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_power_is_that_of_statsmodels(n_control, ratio, effect, alpha):
    sd = 37.0
    wanted = ORACLE.power(effect, n_control, alpha, ratio=ratio)
    if math.isnan(wanted):
        wanted = 1.0  # the oracle's far tail
    assert power(Comparison(sd**2, n_control, n_control * ratio, alpha), effect * sd) == pytest.approx(
        wanted, abs=1e-9
    )


@pytest.mark.parametrize(("n_control", "ratio"), [(12, 1), (300, 4), (2000, 1)])
def test_detectable_effect_is_that_of_statsmodels(n_control, ratio):
    wanted = ORACLE.solve_power(None, n_control, 0.05, 0.8, ratio=ratio)
    found = detectable(Comparison(4.0, n_control, n_control * ratio), 0.8)
    assert found == pytest.approx(2 * wanted, rel=5e-5)  # the oracle stops there
    assert ORACLE.power(found / 2, n_control, 0.05, ratio=ratio) == pytest.approx(0.8, abs=1e-9)


@pytest.mark.parametrize(("effect", "ratio"), [(0.5, 1), (0.2, 4), (0.1, 1), (0.02, 1)])
def test_sample_size_is_that_of_statsmodels(effect, ratio):
    each = ORACLE.solve_power(effect, None, 0.05, 0.8, ratio=ratio)
    found = sample_size(Comparison(1.0, 1, ratio), effect, 0.8)
    # Beyond ten thousand degrees of freedom the normal stands in.
    assert found == pytest.approx(math.ceil(each * (1 + ratio)), rel=2e-4, abs=1)


def test_drawn_experiments_find_as_many_as_promised():
    """4,000 experiments with the smallest effect that eight in ten should find."""
    rng = np.random.default_rng(6)
    comparison = Comparison(9.0, 60, 140)
    effect = detectable(comparison, 0.8)
    control = rng.normal(0, 3, (4000, 60))
    treat = rng.normal(effect, 3, (4000, 140))
    found = np.mean(stats.ttest_ind(treat, control, axis=1).pvalue < 0.05)
    assert abs(found - 0.8) < 4 * math.sqrt(0.16 / 4000)


def test_drawn_clusters_find_as_many_as_promised():
    """Sixteen of 30 an arm, correlated within: the design effect and the degrees of freedom hold."""
    rng = np.random.default_rng(7)
    size, icc, clusters = 30, 0.1, 16
    deff = 1 + (size - 1) * icc
    comparison = Comparison(1.0, clusters * size, clusters * size, design_effect=deff, cluster_size=size)
    effect = detectable(comparison, 0.8)
    means = rng.normal(0, math.sqrt(icc + (1 - icc) / size), (4000, 2 * clusters))
    means[:, clusters:] += effect
    found = np.mean(stats.ttest_ind(means[:, clusters:], means[:, :clusters], axis=1).pvalue < 0.05)
    assert abs(found - 0.8) < 4 * math.sqrt(0.16 / 4000)


@settings(max_examples=80, deadline=None)
@given(
    n=st.integers(20, 20_000),
    share=st.floats(0.1, 0.9),
    variance=st.floats(1e-3, 1e9),
    wanted=st.floats(0.5, 0.95),
)
def test_the_three_agree(n, share, variance, wanted):
    """The detectable effect has the wanted power, and needs as many persons as there are."""
    comparison = Comparison(variance, share * n, (1 - share) * n)
    effect = detectable(comparison, wanted)
    assert power(comparison, effect) == pytest.approx(wanted, abs=1e-6)
    assert sample_size(comparison, effect, wanted) == pytest.approx(n, abs=1.01, rel=3e-4)
    assert power(comparison, 2 * effect) > wanted > power(comparison, effect / 2)
    assert detectable(replace(comparison, design_effect=4), wanted) == pytest.approx(2 * effect)


@pytest.mark.parametrize(
    "comparison",
    [Comparison(0, 9, 9), Comparison(1, 0, 9), Comparison(1, 1, 1), Comparison(math.nan, 9, 9),
     Comparison(1, 40, 40, cluster_size=40)],
)  # fmt: skip
def test_what_cannot_be_compared_has_no_figure(comparison):
    assert math.isnan(power(comparison, 1))
    assert math.isnan(detectable(comparison, 0.8))


def test_clusters_are_taken_whole():
    persons = sample_size(Comparison(1.0, 1, 1, design_effect=3, cluster_size=25), 0.3, 0.8)
    assert persons % 25 == 0
    assert persons >= 3 * sample_size(Comparison(1.0, 1, 1), 0.3, 0.8)


def test_no_effect_needs_nobody_and_a_speck_everybody():
    assert math.isnan(sample_size(Comparison(1.0, 1, 1), 0, 0.8))
    assert sample_size(Comparison(1.0, 1, 1), 1e-9, 0.8) == math.inf
