"""Entropy balancing (Hainmueller 2012): the weights nearest to equal ones under which means agree.

Sums run through `einsum`, not BLAS, whose order of adding, and so the last digits, depends on the threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

ROUNDS = 100
REACHED = 1e-9
SHORTEST_STEP = 1e-9


def entropy_weights(controls: Numbers, target: Numbers) -> Numbers | None:
    """Weights of the controls, summing to one, whose means are the target's.

    None where there are none: the target lies outside what the controls can be mixed to.
    """
    off = _scaled(controls, target)
    tilt = np.zeros(off.shape[1])
    for _ in range(ROUNDS):
        weights = _tilted(off, tilt)
        gap = np.einsum("i,ij->j", weights, off)
        if np.abs(gap).max(initial=0.0) < REACHED:
            return weights
        moved = _step(off, tilt, weights, gap)
        if moved is None:
            return None
        tilt = moved
    return None


def _scaled(controls: Numbers, target: Numbers) -> Numbers:
    """How far each control is from the target, in standard deviations of the controls."""
    spread = controls.std(axis=0)
    off: Numbers = (controls - target) / np.where(spread > 0, spread, 1.0)
    return off


def _tilted(off: Numbers, tilt: Numbers) -> Numbers:
    height = np.einsum("ij,j->i", off, tilt)
    raw = np.exp(height - height.max())
    weights: Numbers = raw / raw.sum()
    return weights


def _level(off: Numbers, tilt: Numbers) -> float:
    """The function whose lowest point is the balance."""
    height = np.einsum("ij,j->i", off, tilt)
    top = height.max()
    return float(top + np.log(np.exp(height - top).sum()))


def _step(off: Numbers, tilt: Numbers, weights: Numbers, gap: Numbers) -> Numbers | None:
    """One step of Newton, halved until it leads down; None where no step does."""
    curve = np.einsum("ij,ik->jk", weights[:, None] * off, off) - np.outer(gap, gap)
    direction: Numbers = np.linalg.lstsq(curve, gap, rcond=1e-12)[0]
    here, slope, length = _level(off, tilt), float((gap * direction).sum()), 1.0
    while length > SHORTEST_STEP:
        there = tilt - length * direction
        # Close to the bottom the gain is below what a double tells apart.
        if _level(off, there) <= here - 1e-4 * length * slope + 1e-14 * abs(here):
            return there
        length /= 2
    return None
