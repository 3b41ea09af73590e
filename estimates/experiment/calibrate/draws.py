"""People who never heard of a treatment: visits, spend with a heavy tail, households, day after day."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from estimates.experiment.mean import Numbers

# Of people written to, these buy; what they spend is spread so that spend over all people has the skewness.
BUYERS = 0.009
SKEWNESS = 26.0
POPULATION = 64_000


def visits(draw: np.random.Generator, runs: int, people: int) -> tuple[Numbers, Numbers]:
    """Visit-days, and those before: everybody has a habit."""
    habit = draw.gamma(1.2, 1.5, (runs, people))
    return draw.poisson(habit).astype("float64"), draw.poisson(habit).astype("float64")


def visited(draw: np.random.Generator, runs: int, people: int) -> tuple[Numbers, Numbers]:
    """Whether anybody came, and whether before."""
    after, before = visits(draw, runs, people)
    return (after > 2).astype("float64"), (before > 2).astype("float64")


def spend(draw: np.random.Generator, runs: int, people: int) -> tuple[Numbers, None]:
    """Spend after an e-mail: nearly nobody buys, some of them a lot."""
    return population()[draw.integers(0, POPULATION, (runs, people))], None


@cache
def population() -> Numbers:
    """Spend of everybody, in fen; its skewness is that of real e-mail spend, to three digits."""
    from scipy.stats import norm

    buyers = round(POPULATION * BUYERS)
    place = norm.ppf((np.arange(buyers) + 0.5) / buyers)
    low, high = 0.1, 2.0
    spread = 1.0
    for _ in range(60):
        spread = (low + high) / 2
        low, high = (spread, high) if _skewness(_spend(place, spread)) < SKEWNESS else (low, spread)
    return _spend(place, spread)


def _spend(place: Numbers, spread: float) -> Numbers:
    whole = np.zeros(POPULATION)
    whole[: len(place)] = np.round(11_600 * np.exp(spread * place))
    return whole


def _skewness(values: Numbers) -> float:
    centred = values - values.mean()
    return float((centred**3).mean() / (centred**2).mean() ** 1.5)
