"""Plain difference-in-differences of means."""

from __future__ import annotations

import numpy as np

from estimates.pilot.panel import Fit, Panel


def did(panel: Panel) -> Fit:
    """How much more the treated changed than the donors; the misfit is how their trends part before."""
    ours_before, ours_after, theirs_before, theirs_after = panel.means
    change = float(ours_after.mean() - ours_before.mean())
    effect = change - float(theirs_after.mean() - theirs_before.mean())
    return Fit(effect, float(ours_after.mean()), abs(_slope(ours_before - theirs_before)))


def _slope(values: np.ndarray) -> float:
    """Change a period, by least squares."""
    time = np.arange(len(values), dtype="float64")
    off = time - time.mean()
    square = float((off * off).sum())
    return float((off * values).sum()) / square if square else 0.0
