"""Few clusters an arm: no theory of large numbers, but all ways in which the draw could have fallen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from estimates.experiment.cluster import Clusters
    from estimates.experiment.mean import Numbers

# Rounding must not tell apart what is equal: the observed draw is one of the draws.
SLACK = 1e-12
STEPS = 100


@dataclass(frozen=True)
class Randomised:
    """P-value of no effect, and the constant effects that are not refused; a bound may be infinite."""

    p_value: float
    low: float
    high: float


def randomisation(clusters: Clusters, alpha: float, most_draws: int) -> Randomised:
    """The test of a constant effect by all draws of as many treated clusters, or by `most_draws` of them."""
    size = len(clusters.n), int(clusters.is_treated.sum())
    draws = _all_draws(*size) if comb(*size) <= most_draws else _some_draws(*size, most_draws)
    lines = _lines(clusters, np.vstack([clusters.is_treated, draws]), is_whole=comb(*size) <= most_draws)
    return Randomised(lines.p_value(0.0), lines.bound(-1, alpha), lines.bound(1, alpha))


@dataclass(frozen=True)
class _Lines:
    """Each draw's difference of means, a line in the effect that is taken off the treated; observed first."""

    shift: Numbers
    slope: Numbers
    is_whole: bool

    def p_value(self, effect: float) -> float:
        """Share of draws that differ as much as the observed one; among random ones it counts itself."""
        distance = np.abs(self.shift - effect * self.slope)
        reached = distance >= distance[0] - SLACK * (np.abs(self.shift).max() + abs(effect))
        return float(reached[1 if self.is_whole else 0 :].mean())

    def bound(self, side: int, alpha: float) -> float:
        """The farthest effect on a side that the draws do not refuse, by halving."""
        # Of an effect beyond all bounds only the slopes are left; the observed draw's is one.
        if (np.abs(self.slope[1:]) >= 1 - SLACK).mean() > alpha:
            return side * np.inf
        near, far = 0.0, float(np.abs(self.shift - self.shift[0] * self.slope).max()) or 1.0
        while self.p_value(self.shift[0] + side * far) > alpha:
            near, far = far, far * 2
        for _ in range(STEPS):
            middle = (near + far) / 2
            if middle in (near, far):
                break
            refused = self.p_value(self.shift[0] + side * middle) <= alpha
            near, far = (near, middle) if refused else (middle, far)
        return float(self.shift[0] + side * far)


@lru_cache(maxsize=64)
def _all_draws(clusters: int, treated: int) -> NDArray[np.bool_]:
    return _masks(np.array(list(combinations(range(clusters), treated))), clusters)


@lru_cache(maxsize=64)
def _some_draws(clusters: int, treated: int, draws: int) -> NDArray[np.bool_]:
    """From a fixed seed, so that a night repeated says the same."""
    order = np.random.default_rng(0).random((draws, clusters))
    return _masks(np.argpartition(order, treated - 1, axis=1)[:, :treated], clusters)


def _masks(chosen: NDArray[np.int64], clusters: int) -> NDArray[np.bool_]:
    draws = np.zeros((len(chosen), clusters), dtype=bool)
    np.put_along_axis(draws, chosen, values=True, axis=1)
    return draws


def _lines(clusters: Clusters, draws: NDArray[np.bool_], *, is_whole: bool) -> _Lines:
    n_treat = draws @ clusters.n
    n_control = clusters.n.sum() - n_treat

    def difference(values: Numbers) -> Numbers:
        of_treated = draws @ values
        found: Numbers = of_treated / n_treat - (values.sum() - of_treated) / n_control
        return found

    gained = np.where(clusters.is_treated, clusters.n, 0.0)
    return _Lines(difference(clusters.total), difference(gained), is_whole)
