"""The two fits, and when there is none."""

from __future__ import annotations

from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


TOLERANCES = (1e-7, 1e-6, 1e-5, 1e-4)


class NoFit(Exception):
    """There is no estimate; the message is the reason, as it is published."""


@dataclass(frozen=True)
class Frequency:
    """Parameters of BG/NBD: purchase rates are gamma(r, alpha), the chance to stay away beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float
    tolerance: float
    fitter: Any

    def p_alive(self, frequency: Numbers, recency: Numbers, age: Numbers) -> Numbers:
        """The chance that a buyer of this pattern has not left for good."""
        alive: Numbers = self.fitter.conditional_probability_alive(frequency, recency, age)
        return alive

    def expected(self, weeks: float, frequency: Numbers, recency: Numbers, age: Numbers) -> Numbers:
        """Purchase-days that a buyer of this pattern is expected to have in the next weeks."""
        days: Numbers = self.fitter.conditional_expected_number_of_purchases_up_to_time(
            weeks, frequency, recency, age
        )
        return days


@dataclass(frozen=True)
class Value:
    """Parameters of gamma-gamma: the mean of a purchase-day's value among buyers."""

    p: float
    q: float
    v: float


def fit_frequency(frequency: Numbers, recency: Numbers, age: Numbers, members: Numbers) -> Frequency:
    """BG/NBD on patterns and how many members have each.

    Raises NoFit where the likelihood has no top.
    """
    from lifetimes import BetaGeoFitter

    fitter, tolerance = _converged(BetaGeoFitter, frequency, recency, age, weights=members)
    found = {name: float(fitter.params_[name]) for name in ("r", "alpha", "a", "b")}
    return Frequency(**found, tolerance=tolerance, fitter=fitter)


def fit_value(frequency: Numbers, mean_value: Numbers, members: Numbers) -> Value:
    """Gamma-gamma on the number of repeat purchase-days and their mean value.

    Raises NoFit where the likelihood has no top, or the mean of all buyers would be infinite.
    """
    from lifetimes import GammaGammaFitter

    fitter, _ = _converged(GammaGammaFitter, frequency, mean_value, weights=members)
    found = {name: float(fitter.params_[name]) for name in ("p", "q", "v")}
    if found["q"] <= 1:
        raise NoFit("value_mean_infinite")
    return Value(**found)


def _converged(model: type[Any], *columns: Numbers, weights: Numbers) -> tuple[Any, float]:
    """The first fit that converges as the tolerance grows.

    Where nobody leaves, the top of the likelihood is a ridge that runs to infinity, and the strictest search
    never ends on it. A penalty would end it too, but moves the other parameters.
    """
    from lifetimes.utils import ConvergenceError

    for tolerance in TOLERANCES:
        # The library prints what it gives up on, and warns of standard errors that nobody reads.
        with redirect_stdout(StringIO()), catch_warnings(action="ignore"):
            try:
                return model().fit(*columns, weights=weights, tol=tolerance), tolerance
            except (ConvergenceError, ArithmeticError, ValueError):
                continue
    raise NoFit("no_convergence")
