"""The interval of a matched effect against two independent ways: the stacked equations, and resampling."""

from __future__ import annotations

import numpy as np
import pytest

from estimates.matching import Outcome, effect, entropy_weights


def _people(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Those who took part come more often anyway; the outcome depends on that, not on taking part."""
    dice = np.random.default_rng(seed)
    treated, controls = dice.normal(0.5, 1, (150, 2)), dice.normal(0, 1, (400, 2))
    slope = np.array([2.0, -1.0])
    ours, theirs = treated @ slope + dice.normal(0, 3, 150), controls @ slope + dice.normal(0, 3, 400)
    return treated, controls, ours, theirs


def test_error_is_that_of_the_stacked_equations() -> None:
    """Estimating equations of tilt and both means, their Jacobian by differences: none of our formula."""
    treated, controls, ours, theirs = _people(1)
    weights = entropy_weights(controls, treated.mean(axis=0))
    assert weights is not None
    found = effect(Outcome(ours, theirs), weights, treated, controls, 0.05)
    assert found is not None
    people = np.vstack([treated, controls])
    outcome = np.concatenate([ours, theirs])
    is_treated = np.arange(len(people)) < len(treated)

    def parts(theta: np.ndarray) -> np.ndarray:
        tilt, centre, mean_treat, mean_control = theta[:2], theta[2:4], theta[4], theta[5]
        odds = np.exp((people - centre) @ tilt) * ~is_treated
        return np.column_stack([
            odds[:, None] * (people - centre), is_treated[:, None] * (people - centre),
            is_treated * (outcome - mean_treat), odds * (outcome - mean_control),
        ])  # fmt: skip

    centre = treated.mean(axis=0)
    tilt = np.linalg.lstsq(
        np.column_stack([np.ones(len(controls)), controls - centre]), np.log(weights), rcond=None
    )[0]
    theta = np.concatenate([tilt[1:], centre, [ours.mean(), weights @ theirs]])
    np.testing.assert_allclose(parts(theta).mean(axis=0), 0, atol=1e-8)
    step = 1e-6
    slope = np.column_stack([
        (parts(theta + step * row).mean(axis=0) - parts(theta - step * row).mean(axis=0)) / (2 * step)
        for row in np.eye(6)
    ])  # fmt: skip
    back = np.linalg.inv(slope)
    spread = back @ (parts(theta).T @ parts(theta) / len(people)) @ back.T / len(people)
    gap = np.array([0, 0, 0, 0, 1, -1])
    assert found.se == pytest.approx(np.sqrt(gap @ spread @ gap), rel=1e-6)
    assert found.ci_high - found.ci_low == pytest.approx(2 * 1.959963985 * found.se)


def test_error_is_that_of_resampling() -> None:
    treated, controls, ours, theirs = _people(2)
    weights = entropy_weights(controls, treated.mean(axis=0))
    assert weights is not None
    found = effect(Outcome(ours, theirs), weights, treated, controls, 0.05)
    assert found is not None
    dice = np.random.default_rng(5)
    drawn = []
    for _ in range(600):
        i, j = dice.integers(0, len(treated), len(treated)), dice.integers(0, len(controls), len(controls))
        again = entropy_weights(controls[j], treated[i].mean(axis=0))
        assert again is not None
        drawn.append(ours[i].mean() - again @ theirs[j])
    assert found.se == pytest.approx(np.std(drawn), rel=0.08)


def test_interval_covers_and_the_test_keeps_its_size() -> None:
    """400 worlds in which taking part does nothing, to people who differ: 95 % of intervals hold zero."""
    covered = 0
    for seed in range(400):
        treated, controls, ours, theirs = _people(seed)
        weights = entropy_weights(controls, treated.mean(axis=0))
        assert weights is not None
        found = effect(Outcome(ours, theirs), weights, treated, controls, 0.05)
        assert found is not None
        assert (found.p_value > 0.05) == (found.ci_low < 0 < found.ci_high)
        covered += found.ci_low < 0 < found.ci_high
    assert 0.925 <= covered / 400 <= 0.975


def test_a_ratio_is_of_sums_and_its_error_that_of_resampling() -> None:
    """Money per purchase: not the mean of people's own ratios; who bought nothing is in neither sum."""
    dice = np.random.default_rng(7)
    treated, controls = dice.normal(0.3, 1, (200, 1)), dice.normal(0, 1, (500, 1))
    ours_per, theirs_per = dice.poisson(1, 200).astype("f8"), dice.poisson(1, 500).astype("f8")
    ours = ours_per * dice.uniform(50, 150, 200)
    theirs = theirs_per * dice.uniform(50, 150, 500)
    weights = entropy_weights(controls, treated.mean(axis=0))
    assert weights is not None
    found = effect(Outcome(ours, theirs, ours_per, theirs_per), weights, treated, controls, 0.05)
    assert found is not None
    assert found.mean_treat == pytest.approx(ours.sum() / ours_per.sum())
    assert found.mean_control == pytest.approx((weights @ theirs) / (weights @ theirs_per))
    drawn = []
    for _ in range(600):
        i, j = dice.integers(0, 200, 200), dice.integers(0, 500, 500)
        again = entropy_weights(controls[j], treated[i].mean(axis=0))
        assert again is not None
        drawn.append(ours[i].sum() / ours_per[i].sum() - (again @ theirs[j]) / (again @ theirs_per[j]))
    assert found.se == pytest.approx(np.std(drawn), rel=0.1)


def test_a_ratio_of_nothing_is_none() -> None:
    people, nothing = np.zeros((3, 1)), np.zeros(3)
    outcome = Outcome(nothing, nothing, nothing, nothing + 1)
    assert effect(outcome, nothing + 1 / 3, people, people, 0.05) is None


def test_where_nobody_differs_there_is_no_effect_and_no_doubt() -> None:
    people, same = np.zeros((3, 1)), np.ones(3)
    found = effect(Outcome(same, same), same / 3, people, people, 0.05)
    assert found is not None
    assert (found.effect_abs, found.se, found.p_value) == (0, 0, 1)
