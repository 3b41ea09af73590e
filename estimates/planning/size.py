"""Power, detectable effect and sample size of one comparison."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize, stats

_AS_GOOD_AS_NORMAL = 10_000
_LARGEST = 1e12
"""More persons than this is no plan."""


@dataclass(frozen=True)
class Comparison:
    """Two arms: persons, variance of one person, and what clusters do to it."""

    variance: float
    n_control: float
    n_treat: float
    alpha: float = 0.05
    design_effect: float = 1.0
    cluster_size: float = 1.0
    """Persons that were assigned as one."""

    @property
    def se(self) -> float:
        """Standard error of the difference."""
        return math.sqrt(self.variance * self.design_effect * (1 / self.n_control + 1 / self.n_treat))

    @property
    def degrees(self) -> float:
        """Degrees of freedom: units that were assigned, less two."""
        return (self.n_control + self.n_treat) / self.cluster_size - 2

    @property
    def is_possible(self) -> bool:
        """Whether there is anything to compare."""
        return self.n_control > 0 and self.n_treat > 0 and self.degrees > 0 and self.variance > 0


def power(comparison: Comparison, effect: float) -> float:
    """The chance to find a true effect of this size; NaN where nothing can be compared."""
    if not comparison.is_possible or math.isnan(effect):
        return math.nan
    return _power(effect / comparison.se, comparison)


def detectable(comparison: Comparison, wanted: float) -> float:
    """The smallest effect that is found with this chance; NaN where nothing can be compared."""
    if not comparison.is_possible:
        return math.nan
    bound = 2 * (_critical(comparison) + stats.norm.ppf(wanted))
    while _power(bound, comparison) < wanted:
        bound *= 2
    found = optimize.brentq(lambda place: _power(place, comparison) - wanted, 0, bound, xtol=1e-12)
    return float(found) * comparison.se


def sample_size(comparison: Comparison, effect: float, wanted: float) -> float:
    """Persons in both arms together, shared out as in `comparison`; clusters are taken whole.

    Infinite beyond any plan, NaN without a question.
    """
    if not (comparison.variance > 0 and abs(effect) > 0):
        return math.nan
    share = comparison.n_control / (comparison.n_control + comparison.n_treat)

    def of(total: float) -> Comparison:
        return replace(comparison, n_control=share * total, n_treat=(1 - share) * total)

    def missing(total: float) -> float:
        return power(of(total), abs(effect)) - wanted

    least = 3.0 * comparison.cluster_size
    if missing(_LARGEST) < 0:
        return math.inf
    found = least if missing(least) >= 0 else optimize.brentq(missing, least, _LARGEST, xtol=1e-6, rtol=1e-14)
    clusters = math.ceil(found / comparison.cluster_size - 1e-9)
    return math.ceil(clusters * comparison.cluster_size - 1e-9)


def _power(place: float, comparison: Comparison) -> float:
    """Of an effect of so many standard errors."""
    critical, degrees = _critical(comparison), comparison.degrees
    if degrees > _AS_GOOD_AS_NORMAL:
        return float(stats.norm.sf(critical - place) + stats.norm.cdf(-critical - place))
    # Far out the library gives NaN for a tail that is nothing.
    tails = stats.nct.sf(critical, degrees, place), stats.nct.cdf(-critical, degrees, place)
    return float(np.nansum(tails))


def _critical(comparison: Comparison) -> float:
    upper = 1 - comparison.alpha / 2
    is_normal = comparison.degrees > _AS_GOOD_AS_NORMAL
    return float(stats.norm.ppf(upper) if is_normal else stats.t.ppf(upper, comparison.degrees))
