"""The difference of two means: Welch's test, and the one with pooled variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Compare = Callable[["Sample", "Sample"], "Difference"]


@dataclass(frozen=True)
class Sample:
    """Count, mean and sample variance of an arm; a column each."""

    n: Numbers
    mean: Numbers
    variance: Numbers

    @property
    def error(self) -> Numbers:
        """Squared standard error of the mean."""
        return self.variance / self.n


@dataclass(frozen=True)
class Difference:
    """An effect with its standard error and degrees of freedom; a column each."""

    effect: Numbers
    se: Numbers
    df: Numbers

    @property
    def p_value(self) -> Numbers:
        """Two-sided."""
        from scipy.stats import t

        with np.errstate(divide="ignore", invalid="ignore"):
            p: Numbers = 2 * t.sf(np.abs(self.effect / self.se), self.df)
        return p

    def interval(self, alpha: Numbers) -> tuple[Numbers, Numbers]:
        """Bounds that hold the effect with probability 1 − alpha."""
        half = student_quantile(alpha, self.df) * self.se
        return self.effect - half, self.effect + half


def welch(control: Sample, treat: Sample) -> Difference:
    """Welch's difference: each arm has its own variance; degrees of freedom after Satterthwaite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        total = control.error + treat.error
        df = total**2 / (control.error**2 / (control.n - 1) + treat.error**2 / (treat.n - 1))
    return Difference(treat.mean - control.mean, np.sqrt(total), df)


def pooled(control: Sample, treat: Sample) -> Difference:
    """Student's difference: the arms share one variance, as they do where the treatment does nothing."""
    df = control.n + treat.n - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        se = np.sqrt(shared_variance(control, treat) * (1 / control.n + 1 / treat.n))
    return Difference(treat.mean - control.mean, se, df)


def shared_variance(control: Sample, treat: Sample) -> Numbers:
    """Variance within the arms, both taken together."""
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = (control.n - 1) * control.variance + (treat.n - 1) * treat.variance
        shared: Numbers = squares / (control.n + treat.n - 2)
    return shared


def relative(control: Sample, treat: Sample, compare: Compare, alpha: Numbers) -> tuple[Numbers, ...]:
    """The effect as a share of control's mean, with its interval.

    The delta method is applied to the logarithm of the ratio (as tea-tasting does), which keeps the lower
    bound above −100 %. Without two positive means there is no such interval, without a positive control no
    share.
    """
    base = np.where(control.mean > 0, control.mean, np.nan)
    share = (treat.mean - control.mean) / base
    both = (control.mean > 0) & (treat.mean > 0)
    log = compare(_scaled(control, both), _scaled(treat, both))
    factor = np.exp(student_quantile(alpha, log.df) * log.se)
    return share, (1 + share) / factor - 1, (1 + share) * factor - 1


def _scaled(arm: Sample, keeps: NDArray[np.bool_]) -> Sample:
    mean = np.where(keeps, arm.mean, np.nan)
    return Sample(arm.n, np.ones_like(mean), arm.variance / mean / mean)


def student_quantile(alpha: Numbers, df: Numbers) -> Numbers:
    """How many standard errors a two-sided interval reaches."""
    from scipy.stats import t

    quantile: Numbers = t.isf(alpha / 2, df)
    return quantile
