"""Entropy balancing on the public job-training data; a randomised trial tells the truth: 1,794 dollars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from estimates.matching import (
    Outcome,
    effect,
    effective_sample,
    entropy_weights,
    matched,
    neighbour_weights,
    standardised_differences,
)  # fmt: skip
from tests.estimates.public import COVARIATES, table, trainees_and

if TYPE_CHECKING:
    from estimates.matching import Effect, Sample

BENCHMARK = 1794.34
MAX_SMD, MIN_ESS = 0.1, 30
WITH_ZEROS = [*COVARIATES, "u74", "u75"]


def test_the_trial_itself_says_1794() -> None:
    people = table("nsw_dw")
    trained = people[people.treat == 1].re78.mean() - people[people.treat == 0].re78.mean()
    assert trained == pytest.approx(BENCHMARK, abs=0.005)


@pytest.mark.parametrize(("pool", "published"), [("cps", 1406), ("psid", 2425)])
def test_means_alone_give_the_published_answers(pool: str, published: int) -> None:
    people = trainees_and(pool)
    ours, theirs = people[people.treat == 1], people[people.treat == 0]
    target = ours[WITH_ZEROS].to_numpy("f8").mean(axis=0)
    weights = entropy_weights(theirs[WITH_ZEROS].to_numpy("f8"), target)
    assert weights is not None
    assert ours.re78.mean() - (weights * theirs.re78).sum() == pytest.approx(published, abs=0.5)


@pytest.mark.parametrize("columns", [COVARIATES, WITH_ZEROS])
@pytest.mark.parametrize("strata", [[], ["black", "hispanic", "nodegree"]])
@pytest.mark.parametrize("pool", ["cps", "psid"])
def test_bias_stays_within_500_dollars(pool: str, strata: list[str], columns: list[str]) -> None:
    """With strata or without, with flags of no earnings or without: no such choice makes the answer."""
    sample, found = _found(pool, strata, columns)
    assert abs(found.effect_abs - BENCHMARK) <= 500
    assert found.ci_low < BENCHMARK < found.ci_high
    assert sample.max_smd < MAX_SMD
    assert sample.moments == 2


def test_too_few_survivors_of_the_weighting_are_seen() -> None:
    """The unemployed of PSID are few: weighted to the trained they are worth less than 30 people."""
    assert _found("psid", [], WITH_ZEROS)[0].ess < MIN_ESS
    assert _found("psid", [], COVARIATES)[0].ess > MIN_ESS
    assert _found("cps", [], WITH_ZEROS)[0].ess > MIN_ESS


@pytest.mark.parametrize("columns", [COVARIATES, WITH_ZEROS])
@pytest.mark.parametrize("pool", ["cps", "psid"])
def test_one_neighbour_is_not_balanced(pool: str, columns: list[str]) -> None:
    """Its answers lie 1,200 dollars apart, and its own balance says that none is to be read."""
    people = trainees_and(pool)
    is_trained = (people.treat == 1).to_numpy()
    values = people[columns].to_numpy("f8")
    weights = neighbour_weights(values[is_trained], values[~is_trained])
    left = standardised_differences(values[is_trained], values[~is_trained], weights)
    assert np.abs(left).max() > MAX_SMD
    assert effective_sample(weights) < is_trained.sum()


def _found(pool: str, strata: list[str], columns: list[str]) -> tuple[Sample, Effect]:
    people = trainees_and(pool)
    is_trained = (people.treat == 1).to_numpy()
    cells = [people[strata].astype("int").astype("str").agg("".join, axis=1).to_numpy("O")] if strata else []
    sample = matched(is_trained, people[columns].to_numpy("f8"), columns, cells)
    assert sample is not None
    earned = people.re78.to_numpy()
    outcome = Outcome(earned[sample.is_in & is_trained], earned[sample.is_in & ~is_trained])
    found = effect(outcome, sample.weights, sample.treated, sample.controls, 0.05)
    assert found is not None
    return sample, found
