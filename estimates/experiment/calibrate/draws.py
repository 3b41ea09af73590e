"""People who never heard of a treatment: visits, spend with a heavy tail, households, day after day."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estimates.experiment.mean import Numbers

# Of people who get an e-mail these buy; amounts are spread so that spend over all people has the skewness.
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
def population(share: float = BUYERS) -> Numbers:
    """Spend of everybody, in fen; its skewness is that of real e-mail spend, to three digits."""
    from scipy.stats import norm

    buyers = round(POPULATION * share)
    place = norm.ppf((np.arange(buyers) + 0.5) / buyers)
    low, high = 0.1, 3.0
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


def frequent(draw: np.random.Generator, runs: int, people: int) -> tuple[Numbers, None]:
    """Spend of the same skewness where one in twelve buys: enough of them to be analysed."""
    return population(0.08)[draw.integers(0, POPULATION, (runs, people))], None


def days(draw: np.random.Generator, runs: int, people: int, count: int) -> Iterator[Numbers]:
    """Visit-days of the same people, counted up day by day."""
    habit = draw.gamma(1.2, 1.5, (runs, people)) / count
    whole = np.zeros((runs, people))
    for _ in range(count):
        whole += draw.poisson(habit)
        yield whole


def households(draw: np.random.Generator, runs: int, homes: int, size: int) -> Numbers:
    """Visit-days of people whose habit is their household's; people of a household stand together."""
    habit = np.repeat(draw.gamma(1.2, 1.5, (runs, homes)), size, axis=1)
    return draw.poisson(habit).astype("float64")
