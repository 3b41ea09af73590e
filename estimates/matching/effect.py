"""The effect on those who took part, and its interval.

The weights solve equations, and so does the effect: their joint sandwich needs one weighted regression of the
outcome on what was balanced. It takes in that the weights were estimated, and that both groups are samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """What those who took part did, and what they would have done."""

    mean_treat: float
    mean_control: float
    effect_abs: float
    se: float
    ci_low: float
    ci_high: float
    p_value: float
    sd: float


@dataclass(frozen=True)
class Outcome:
    """An outcome of each person; a ratio has a denominator of its own, a mean has ones."""

    treated: Numbers
    controls: Numbers
    treated_per: Numbers | None = None
    controls_per: Numbers | None = None


def effect(
    outcome: Outcome, weights: Numbers, treated: Numbers, controls: Numbers, alpha: float
) -> Effect | None:
    """Weighted difference with its normal interval; None where a ratio has nothing to divide by.

    `treated` and `controls` are the columns that were balanced.
    """
    equal = np.full(len(outcome.treated), 1.0 / len(outcome.treated))
    ours = _linear(outcome.treated, outcome.treated_per, equal)
    theirs = _linear(outcome.controls, outcome.controls_per, weights)
    if ours is None or theirs is None:
        return None
    slope = _slope(theirs[1], weights, controls)
    centre = treated.mean(axis=0)
    residual = theirs[1] - np.einsum("ij,j->i", controls - centre, slope)
    own = ours[1] - np.einsum("ij,j->i", treated - centre, slope)
    se = float(np.sqrt((own**2).sum() / len(own) ** 2 + (weights**2 * residual**2).sum()))
    return _with_interval(ours[0], theirs[0], se, float(ours[1].std()), alpha)


def _linear(value: Numbers, per: Numbers | None, weights: Numbers) -> tuple[float, Numbers] | None:
    """The mean or ratio, and what each person moves it by (delta method)."""
    base = 1.0 if per is None else float((weights * per).sum())
    if base == 0:
        return None
    level = float((weights * value).sum()) / base
    return level, (value - level * (1.0 if per is None else per)) / base


def _slope(value: Numbers, weights: Numbers, controls: Numbers) -> Numbers:
    """Weighted least squares of the outcome on what was balanced."""
    off = controls - np.einsum("i,ij->j", weights, controls)
    spread = np.sqrt(np.einsum("i,ij->j", weights, off * off))
    scale = np.where(spread > 0, spread, 1.0)
    off = off / scale
    square = np.einsum("i,ij,ik->jk", weights, off, off)
    along = np.einsum("i,ij,i->j", weights, off, value)
    slope: Numbers = np.linalg.lstsq(square, along, rcond=1e-10)[0] / scale
    return slope


def _with_interval(ours: float, theirs: float, se: float, sd: float, alpha: float) -> Effect:
    from scipy.stats import norm

    gap, reach = ours - theirs, float(norm.ppf(1 - alpha / 2)) * se
    p_value = float(2 * norm.sf(abs(gap) / se)) if se > 0 else float(gap == 0)
    return Effect(ours, theirs, gap, se, gap - reach, gap + reach, p_value, sd)
