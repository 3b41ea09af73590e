"""From two groups of people to a matched sample: who has a like at all, and the weights of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from estimates.matching.balance import Balance, balances, effective_sample
from estimates.matching.entropy import entropy_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Sample:
    """Who of either group is in the matched sample, the columns balanced, and the controls' weights."""

    is_in: Flags
    treated: Numbers
    controls: Numbers
    weights: Numbers
    moments: int
    balance: list[Balance]

    @property
    def max_smd(self) -> float:
        """The largest distance that is left."""
        return max((abs(row.smd_after) for row in self.balance), default=0.0)

    @property
    def ess(self) -> float:
        """How many controls the weighted ones are worth."""
        return effective_sample(self.weights)


def matched(
    is_treated: Flags,
    covariates: Numbers,
    names: list[str],
    strata: list[NDArray[np.object_]],
    eligible: Flags | None = None,
) -> Sample | None:
    """Exact shares of the strata, means and variances of the covariates, as those who took part have them.

    Who took part and has nobody alike in a stratum is left out. Where no weights give the variances as well,
    the means alone are balanced. None where that cannot be either.
    """
    everybody = np.ones(len(is_treated), dtype=bool)
    is_in = _supported(is_treated, strata, everybody if eligible is None else eligible)
    ours, theirs = is_in & is_treated, is_in & ~is_treated
    if not ours.any() or not theirs.any():
        return None
    cells = _cells(strata, is_in)
    for order in (2, 1):
        columns = np.hstack([moments(covariates, covariates[ours], order), cells])
        weights = entropy_weights(columns[theirs], columns[ours].mean(axis=0))
        if weights is not None:
            shown = [*names, *_cell_names(strata, is_in)]
            people = np.hstack([covariates, cells])
            balance = balances(shown, people[ours], people[theirs], weights)
            return Sample(is_in, columns[ours], columns[theirs], weights, order, balance)
    return None


def moments(people: Numbers, treated: Numbers, order: int) -> Numbers:
    """The covariates and, to the second order, their squares about the mean of the treated.

    The square of a column of two values says nothing that the column does not.
    """
    if order == 1:
        return people
    many = [j for j in range(people.shape[1]) if len(np.unique(people[:, j])) > 2]
    off = people[:, many] - treated[:, many].mean(axis=0)
    return np.hstack([people, off * off])


def _supported(is_treated: Flags, strata: list[NDArray[np.object_]], keep: Flags) -> Flags:
    """Who is in a stratum that both groups are in, by each way of dividing people."""
    for _ in range(len(strata) + 1):
        before = keep
        for stratum in strata:
            both = set(stratum[keep & is_treated]) & set(stratum[keep & ~is_treated])
            keep = keep & np.isin(stratum, sorted(both))
        if (keep == before).all():
            break
    return keep


def _levels(stratum: NDArray[np.object_], is_in: Flags) -> list[str]:
    """All but the first: the others tell its share."""
    return sorted(set(stratum[is_in]))[1:]


def _cells(strata: list[NDArray[np.object_]], is_in: Flags) -> Numbers:
    columns = [stratum == level for stratum in strata for level in _levels(stratum, is_in)]
    if not columns:
        return np.zeros((len(is_in), 0))
    return np.column_stack(columns).astype("float64")


def _cell_names(strata: list[NDArray[np.object_]], is_in: Flags) -> list[str]:
    return [str(level) for stratum in strata for level in _levels(stratum, is_in)]
