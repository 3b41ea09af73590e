"""The effect on those whom a treatment reached, from the effect of being assigned to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from estimates.experiment.mean import Difference, Sample, welch

if TYPE_CHECKING:
    from estimates.experiment.mean import Numbers


@dataclass(frozen=True)
class Reach:
    """How many of an arm were reached, and the outcome's total among them."""

    n: Numbers
    total: Numbers


def on_the_reached(control: Sample, treat: Sample, control_reach: Reach, treat_reach: Reach) -> Difference:
    """Wald's ratio with the delta method: the effect of assignment over the difference in reach.

    Its error is that of the outcome less what the effect itself explains by reach, so where the treated are
    all reached and control is not, this is Welch to the digit.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = treat_reach.n / treat.n - control_reach.n / control.n
        gap = np.where(gap > 0, gap, np.nan)
        effect = (treat.mean - control.mean) / gap
        rest = welch(_rest(control, control_reach, effect), _rest(treat, treat_reach, effect))
    return Difference(effect, rest.se / gap, rest.df)


def _rest(arm: Sample, reach: Reach, effect: Numbers) -> Sample:
    """Outcome less effect times reached."""
    share = reach.n / arm.n
    reached_variance = share * (1 - share) * arm.n / (arm.n - 1)
    covariance = (reach.total - reach.n * arm.mean) / (arm.n - 1)
    variance = arm.variance + effect * effect * reached_variance - 2 * effect * covariance
    return Sample(arm.n, arm.mean - effect * share, np.maximum(variance, 0))
