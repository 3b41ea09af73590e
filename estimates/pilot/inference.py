"""Permutation over the donors: how far from nothing the effect is, measured by effects that are nothing."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from estimates.pilot.panel import Fit, Panel

    Estimator = Callable[[Panel], Fit | None]


@dataclass(frozen=True)
class Pilot:
    """An effect with its rank among the donors' own; bounds stay open where donors are too few."""

    mean_treat: float
    mean_control: float
    effect_abs: float
    se: float | None
    ci_low: float | None
    ci_high: float | None
    p_value: float
    pretrend_p: float
    stand_ins: int


def estimated(estimator: Estimator, panel: Panel, alpha: float) -> Pilot | None:
    """The effect, and the same of each donor in the pilot's place.

    None where there is no effect, or no donor to compare it with.
    """
    fit = estimator(panel)
    placebos = [found for found in map(estimator, panel.stand_ins()) if found is not None]
    if fit is None or not placebos:
        return None
    nothing = np.abs([placebo.effect for placebo in placebos])
    reach = _reach(nothing, alpha)
    return Pilot(
        mean_treat=fit.mean_treat,
        mean_control=fit.mean_treat - fit.effect,
        effect_abs=fit.effect,
        se=_spread([placebo.effect for placebo in placebos]),
        ci_low=None if reach is None else fit.effect - reach,
        ci_high=None if reach is None else fit.effect + reach,
        p_value=_rank(abs(fit.effect), nothing),
        pretrend_p=_rank(fit.misfit_before, np.array([placebo.misfit_before for placebo in placebos])),
        stand_ins=len(placebos),
    )


def _rank(ours: float, theirs: np.ndarray) -> float:
    """Share of all, ourselves included, that are as far off; the tolerance keeps ties ties."""
    return float(1 + (theirs >= ours * (1 - 1e-9)).sum()) / (1 + len(theirs))


def _reach(nothing: np.ndarray, alpha: float) -> float | None:
    """Half the interval: effects nearer than this would not be rejected; None where no effect ever is."""
    place = ceil((1 - alpha) * (1 + len(nothing)) - 1e-9)
    return float(np.sort(nothing)[place - 1]) if place <= len(nothing) else None


def _spread(effects: list[float]) -> float | None:
    return float(np.std(effects, ddof=1)) if len(effects) > 1 else None
