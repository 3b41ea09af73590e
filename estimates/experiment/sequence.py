"""Bounds that hold at every look at once, however often somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from estimates.experiment.mean import Numbers


def always_valid_factor(information: Numbers, alpha: Numbers) -> Numbers:
    """Standard errors to either side of the effect, at a look that has so much information.

    Robbins' normal mixture, in the asymptotic form of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas: a walk
    of variance v stays with probability 1 − alpha below sqrt((v + r) · ln((v + r) / (r · alpha²))) for ever.
    Information is v / r, and r any constant that is fixed beforehand.
    """
    factor: Numbers = np.sqrt((1 + 1 / information) * (np.log1p(information) - 2 * np.log(alpha)))
    return factor


def best_information(alpha: Numbers) -> Numbers:
    """Information at which the factor is all but least: the bounds are made sharpest where a trial ends."""
    best: Numbers = -2 * np.log(alpha) + np.log(1 - 2 * np.log(alpha))
    return best


def information(variance: Numbers, first_variance: Numbers, looks: Numbers, alpha: Numbers) -> Numbers:
    """Information at a look, from the variance of the walk there and at the first look.

    The walk is the effect times the number of people: it grows as people come, and as their days go by. If
    each look adds as much as the first, information at the last of the planned ones is the best there is.
    """
    share: Numbers = variance / (first_variance * looks)
    return best_information(alpha) * share
