"""What holds of the weights whatever the people, and that another way of finding them finds the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from estimates.matching import effective_sample, entropy_weights, matched, standardised_differences

SEEDS = st.integers(0, 2**32 - 1)


def _crowd(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Controls, and a target that is a mixture of them and so can be reached."""
    dice = np.random.default_rng(seed)
    controls = dice.normal(size=(dice.integers(20, 200), dice.integers(1, 5))) * dice.uniform(0.1, 1e5)
    return controls, dice.dirichlet(np.full(len(controls), 0.5)) @ controls


@given(SEEDS)
@settings(deadline=None, max_examples=60)
def test_weights_are_shares_that_meet_the_target(seed: int) -> None:
    controls, target = _crowd(seed)
    weights = entropy_weights(controls, target)
    assert weights is not None
    assert (weights > 0).all()
    assert weights.sum() == pytest.approx(1)
    assert np.abs((weights @ controls - target) / controls.std(axis=0)).max() < 1e-8
    assert 1 <= effective_sample(weights) <= len(controls) * (1 + 1e-9)


@given(SEEDS)
@settings(deadline=None, max_examples=30)
def test_scale_and_order_do_not_matter(seed: int) -> None:
    controls, target = _crowd(seed)
    order = np.random.default_rng(seed).permutation(len(controls))
    weights = entropy_weights(controls, target)
    again = entropy_weights(7 - 3 * controls[order], 7 - 3 * target)
    assert weights is not None
    assert again is not None
    np.testing.assert_allclose(again, weights[order], rtol=1e-5, atol=1e-12)


@given(SEEDS)
@settings(deadline=None, max_examples=20)
def test_a_general_optimiser_finds_the_same(seed: int) -> None:
    controls, target = _crowd(seed)
    off = (controls - target) / controls.std(axis=0)

    def level(tilt: np.ndarray) -> float:
        return float(np.log(np.exp(off @ tilt).sum()))

    found = minimize(level, np.zeros(off.shape[1]), method="BFGS", options={"gtol": 1e-9})
    raw = np.exp(off @ found.x)
    weights = entropy_weights(controls, target)
    assert weights is not None
    np.testing.assert_allclose(weights, raw / raw.sum(), atol=1e-5)


def test_equal_groups_keep_equal_weights() -> None:
    controls = np.random.default_rng(3).normal(size=(50, 3))
    weights = entropy_weights(controls, controls.mean(axis=0))
    assert weights is not None
    np.testing.assert_allclose(weights, 1 / 50)


@pytest.mark.parametrize("target", [1.001, -0.001])
def test_a_target_beyond_everybody_has_no_weights(target: float) -> None:
    assert entropy_weights(np.array([[0.0], [0.4], [1.0]]), np.array([target])) is None


def test_a_target_just_within_has() -> None:
    assert entropy_weights(np.array([[0.0], [0.4], [1.0]]), np.array([0.999])) is not None


def test_who_has_nobody_alike_is_left_out() -> None:
    took_part = np.array([True, True, False, False, False])
    ring = np.array(["a", "b", "a", "a", "c"], dtype=object)
    sample = matched(took_part, np.array([[1.0], [9.0], [0.0], [2.0], [5.0]]), ["visits"], [ring])
    assert sample is not None
    assert sample.is_in.tolist() == [True, False, True, True, False]
    np.testing.assert_allclose(sample.weights, [0.5, 0.5])


def test_two_ways_of_dividing_are_followed_to_the_end() -> None:
    """Without the second treated person the third control has no like in the other division either."""
    took_part = np.array([True, True, False, False])
    ring, layer = (np.array(cells, dtype=object) for cells in (["a", "b", "a", "a"], ["x", "y", "x", "y"]))
    sample = matched(took_part, np.ones((4, 1)), ["visits"], [ring, layer])
    assert sample is not None
    assert sample.is_in.tolist() == [True, False, True, False]


def test_means_alone_where_variances_cannot_be_had() -> None:
    """The treated lie far apart, the controls in between: the mean can be met, the spread cannot."""
    values = np.array([[0.0], [10.0], [4.0], [5.0], [6.5]])
    sample = matched(np.array([True, True, False, False, False]), values, ["spend"], [])
    assert sample is not None
    assert sample.moments == 1
    assert sample.max_smd < 1e-9


def test_nobody_to_compare_with_is_no_sample() -> None:
    assert matched(np.array([True, True]), np.ones((2, 1)), ["visits"], []) is None


def test_a_distance_is_told_in_standard_deviations_of_the_treated() -> None:
    treated, controls = np.array([[0.0], [2.0]]), np.array([[0.0], [0.0]])
    assert standardised_differences(treated, controls, np.ones(2)) == pytest.approx([1 / np.sqrt(2)])
    assert standardised_differences(controls, controls, np.ones(2)).tolist() == [0.0]
    assert np.isfinite(standardised_differences(np.ones((2, 1)), treated, np.ones(2))).all()
