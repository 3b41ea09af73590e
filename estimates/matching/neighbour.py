"""Nearest-neighbour matching on the propensity score: kept to show what the guards are for.

On the public job-training data its answer strays by thousands, and its own balance says so: no published
figure is made with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

ROUNDS = 50
REACHED = 1e-10


def neighbour_weights(treated: Numbers, controls: Numbers) -> Numbers:
    """Controls' weights when each treated person takes the nearest, again if need be; ties to the first."""
    ours, theirs = _logits(treated, controls)
    order = np.argsort(theirs, kind="stable")
    ranked = theirs[order]
    right = np.searchsorted(ranked, ours)
    left = np.clip(right - 1, 0, len(ranked) - 1)
    right = np.clip(right, 0, len(ranked) - 1)
    nearer = np.where(np.abs(ranked[left] - ours) <= np.abs(ranked[right] - ours), left, right)
    first = np.searchsorted(ranked, ranked[nearer])
    taken = np.bincount(order[first], minlength=len(controls))
    weights: Numbers = taken / taken.sum()
    return weights


def _logits(treated: Numbers, controls: Numbers) -> tuple[Numbers, Numbers]:
    """Logistic regression of taking part, by Newton's steps."""
    people = np.vstack([treated, controls])
    spread = people.std(axis=0)
    people = (people - people.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    people = np.hstack([np.ones((len(people), 1)), people])
    took_part = np.concatenate([np.ones(len(treated)), np.zeros(len(controls))])
    slope = np.zeros(people.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.einsum("ij,j->i", people, slope)))
        gap = np.einsum("ij,i->j", people, took_part - chance)
        curve = np.einsum("ij,ik->jk", (chance * (1 - chance))[:, None] * people, people)
        step = np.linalg.lstsq(curve, gap, rcond=1e-12)[0]
        slope = slope + step
        if np.abs(step).max() < REACHED:
            break
    logits: Numbers = np.einsum("ij,j->i", people, slope)
    return logits[: len(treated)], logits[len(treated) :]
