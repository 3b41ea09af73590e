"""Experiments that assign households, groups or communities: people of one cluster are not independent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from estimates.experiment.mean import Difference

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from estimates.experiment.mean import Numbers


@dataclass(frozen=True)
class Clusters:
    """The clusters of one comparison: people and outcome of each, and whether it is treated."""

    n: Numbers
    total: Numbers
    is_treated: NDArray[np.bool_]

    @property
    def smaller_arm(self) -> int:
        """Clusters of the arm that has fewer."""
        treated = int(self.is_treated.sum())
        return min(treated, len(self.n) - treated)


def cluster_robust(clusters: Clusters, key: NDArray[np.int64]) -> Difference:
    """The difference of the people's means with CR1 errors (Liang and Zeger), Student's t on clusters − 1.

    `key` tells which rows are one cluster: one that reaches into both arms is still one.
    """
    signed = np.zeros(len(clusters.n))
    effect = 0.0
    for sign, arm in ((-1, ~clusters.is_treated), (1, clusters.is_treated)):
        people, total = clusters.n[arm].sum(), clusters.total[arm].sum()
        signed[arm] = sign * (clusters.total[arm] - clusters.n[arm] * (total / people)) / people
        effect += sign * (total / people)
    _, place = np.unique(key, return_inverse=True)
    scores = np.bincount(place, signed)
    count, people = len(scores), clusters.n.sum()
    correction = count / (count - 1) * (people - 1) / (people - 2)
    se = np.sqrt(correction * (scores**2).sum())
    return Difference(np.array([effect]), np.array([se]), np.array([count - 1.0]))
