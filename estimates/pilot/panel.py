"""A panel of communities over time, and what an estimator finds in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """One row a unit, one column a period: the treated, the donors, and how many periods come before."""

    treated: Numbers
    donors: Numbers
    periods_before: int

    @property
    def means(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Mean of the treated before and after, of the donors before and after, by period."""
        cut = self.periods_before
        ours, theirs = self.treated.mean(axis=0), self.donors.mean(axis=0)
        return ours[:cut], ours[cut:], theirs[:cut], theirs[cut:]

    def stand_ins(self) -> list[Panel]:
        """The donors alone; each, with those that follow it, in turn takes the place of the treated.

        As many stand-ins as donors, so that the least p-value is one in all of them and the treated.
        """
        size, count = len(self.treated), len(self.donors)
        if count <= size:
            return []
        turns = [[(first + step) % count for step in range(size)] for first in range(count)]
        return [self._stand_in(turn) for turn in turns]

    def _stand_in(self, turn: list[int]) -> Panel:
        return Panel(self.donors[turn], np.delete(self.donors, turn, axis=0), self.periods_before)


@dataclass(frozen=True)
class Fit:
    """An effect, what the treated would have had without it, and how badly the time before is met."""

    effect: float
    mean_treat: float
    misfit_before: float
