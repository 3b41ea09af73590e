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
    """What those who took part did, and what they would have done; no relative effect without a base."""

    mean_treat: float
    mean_control: float
    sd: float
    effect_abs: float
    se: float
    ci_low: float
    ci_high: float
    p_value: float
    effect_rel: float | None
    rel_low: float | None
    rel_high: float | None


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
    residual = weights * (theirs[1] - np.einsum("ij,j->i", controls - centre, slope))
    expected = np.einsum("ij,j->i", treated - centre, slope)
    moved = Moved(ours[0], theirs[0], ours[1], expected, residual)
    return _with_intervals(moved, alpha)


@dataclass(frozen=True)
class Moved:
    """Both levels and what each person moves them by: the treated their own and what they are compared to."""

    ours: float
    theirs: float
    own: Numbers
    expected: Numbers
    residual: Numbers

    def error(self, own: float, other: float) -> float:
        """Standard error of `own` times our level less `other` times theirs."""
        treated = (own * self.own - other * self.expected) / len(self.own)
        return float(np.sqrt((treated**2).sum() + (other**2 * self.residual**2).sum()))


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
    square = np.einsum("ij,ik->jk", weights[:, None] * off, off)
    along = np.einsum("i,ij->j", weights * value, off)
    slope: Numbers = np.linalg.lstsq(square, along, rcond=1e-10)[0] / scale
    return slope


def _with_intervals(moved: Moved, alpha: float) -> Effect:
    from scipy.special import ndtr, ndtri

    gap, se, quantile = moved.ours - moved.theirs, moved.error(1, 1), float(ndtri(1 - alpha / 2))
    relative = _relative(moved, quantile)
    return Effect(
        mean_treat=moved.ours,
        mean_control=moved.theirs,
        sd=float(moved.own.std()),
        effect_abs=gap,
        se=se,
        ci_low=gap - quantile * se,
        ci_high=gap + quantile * se,
        p_value=float(2 * ndtr(-abs(gap) / se)) if se > 0 else float(gap == 0),
        effect_rel=relative[0],
        rel_low=relative[1],
        rel_high=relative[2],
    )


def _relative(moved: Moved, quantile: float) -> tuple[float | None, float | None, float | None]:
    """The effect as a share of what they would have done (delta method)."""
    if moved.theirs <= 0:
        return None, None, None
    share = moved.ours / moved.theirs - 1
    reach = quantile * moved.error(1 / moved.theirs, moved.ours / moved.theirs**2)
    return share, share - reach, share + reach
