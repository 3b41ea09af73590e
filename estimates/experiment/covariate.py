"""CUPED: what the outcome owes to the time before is taken out (Deng, Xu, Kohavi, Walker 2013)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from estimates.experiment.mean import Sample

if TYPE_CHECKING:
    from estimates.experiment.mean import Numbers


@dataclass(frozen=True)
class Before:
    """An arm's covariate, and how it moves with the outcome."""

    mean: Numbers
    variance: Numbers
    covariance: Numbers


def adjusted(
    control: Sample, treat: Sample, control_before: Before, treat_before: Before
) -> tuple[Sample, Sample]:
    """Both arms as they would be, had they been alike before.

    The slope is that of the two arms laid together, so no arm is fitted apart from the other.
    """
    weights = control.n, treat.n
    gap = treat_before.mean - control_before.mean
    variance = _together(weights, control_before.variance, treat_before.variance, gap * gap)
    outcome_gap = treat.mean - control.mean
    covariance = _together(weights, control_before.covariance, treat_before.covariance, gap * outcome_gap)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = covariance / variance
    centre = (control.n * control_before.mean + treat.n * treat_before.mean) / (control.n + treat.n)
    return _shift(control, control_before, slope, centre), _shift(treat, treat_before, slope, centre)


def varies(before: tuple[Before, Before], n: tuple[Numbers, Numbers]) -> Numbers:
    """The variance of a covariate over both arms; without any there is nothing to adjust by."""
    gap = before[1].mean - before[0].mean
    return _together(n, before[0].variance, before[1].variance, gap * gap)


def _together(n: tuple[Numbers, Numbers], first: Numbers, second: Numbers, gaps: Numbers) -> Numbers:
    """Second moment of two samples laid together, from each one's own and the product of their gaps."""
    between = gaps * n[0] * n[1] / (n[0] + n[1])
    return (first * (n[0] - 1) + second * (n[1] - 1) + between) / (n[0] + n[1] - 1)


def _shift(arm: Sample, before: Before, slope: Numbers, centre: Numbers) -> Sample:
    variance = arm.variance + slope * slope * before.variance - 2 * slope * before.covariance
    # An outcome that the past tells wholly has no variance left; rounding may take it below nothing.
    return Sample(arm.n, arm.mean - slope * (before.mean - centre), np.maximum(variance, 0))
