"""Many hypotheses at once, and arms that are not as large as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from estimates.experiment.mean import Numbers


def false_discovery(p_value: Numbers, family: NDArray[np.int64]) -> Numbers:
    """P-values adjusted after Benjamini and Hochberg within each family; NaN is no hypothesis."""
    adjusted = np.full_like(p_value, np.nan)
    known = np.flatnonzero(~np.isnan(p_value))
    if not len(known):
        return adjusted
    order = known[np.lexsort((p_value[known], family[known]))]
    _, starts, sizes = np.unique(family[order], return_index=True, return_counts=True)
    size = np.repeat(sizes, sizes)
    rank = np.arange(len(order)) - np.repeat(starts, sizes) + 1
    # From the largest p-value of a family down: none may be above the one after it.
    scaled = p_value[order] * size / rank
    for step in range(int(sizes.max()) - 1, 0, -1):
        at = starts[sizes > step] + step
        scaled[at - 1] = np.minimum(scaled[at - 1], scaled[at])
    adjusted[order] = np.minimum(scaled, 1)
    return adjusted


def sample_ratio(counts: Numbers, shares: Numbers, of: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Pearson's chi-square of arms against their planned shares: p-value and least expected count.

    One row an arm; `of` numbers what is compared from 0. A share that is unknown leaves the whole unknown.
    """
    from scipy.stats import chi2

    arms, total, share = (np.bincount(of, column) for column in (np.ones_like(counts), counts, shares))
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(shares > 0, total[of] * shares / share[of], np.nan)
        statistic = np.bincount(of, (counts - expected) ** 2 / expected)
    least = np.full(len(arms), np.inf)
    np.minimum.at(least, of, expected)
    p_value: Numbers = np.where(arms > 1, chi2.sf(statistic, np.maximum(arms - 1, 1)), np.nan)
    return p_value, least
