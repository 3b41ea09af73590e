"""How alike two groups are, before and after weighting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Balance:
    """Means of one covariate and the distance between them, in standard deviations of those who took part."""

    covariate: str
    mean_treat: float
    mean_control: float
    mean_control_weighted: float
    smd_before: float
    smd_after: float


def effective_sample(weights: Numbers) -> float:
    """How many equally weighted people say as much (Kish)."""
    return float(weights.sum() ** 2 / (weights * weights).sum())


def standardised_differences(treated: Numbers, controls: Numbers, weights: Numbers) -> Numbers:
    """Difference of means by covariate, in standard deviations of the treated.

    Where all of those are alike, of the controls; where nobody differs from anybody there is no distance.
    """
    gap = treated.mean(axis=0) - np.einsum("i,ij->j", weights / weights.sum(), controls)
    spread = _spread(treated)
    spread = np.where(spread > 0, spread, _spread(controls))
    return np.where(spread > 0, gap / np.where(spread > 0, spread, 1.0), 0.0)


def _spread(people: Numbers) -> Numbers:
    if len(people) < 2:
        return np.zeros(people.shape[1])
    spread: Numbers = people.std(axis=0, ddof=1)
    return spread


def balances(names: list[str], treated: Numbers, controls: Numbers, weights: Numbers) -> list[Balance]:
    """One row a covariate."""
    before = standardised_differences(treated, controls, np.ones(len(controls)))
    after = standardised_differences(treated, controls, weights)
    weighted = np.einsum("i,ij->j", weights / weights.sum(), controls)
    columns = (treated.mean(axis=0), controls.mean(axis=0), weighted, before, after)
    rows = zip(*columns, strict=True)
    return [Balance(name, *(float(value) for value in row)) for name, row in zip(names, rows, strict=True)]
