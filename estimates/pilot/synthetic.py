"""Synthetic difference-in-differences (Arkhangelsky et al. 2021), by the library diff-diff."""

from __future__ import annotations

from typing import TYPE_CHECKING
from warnings import catch_warnings

import numpy as np

from estimates.pilot.panel import Fit, Panel

if TYPE_CHECKING:
    import pandas as pd


def synthetic_did(panel: Panel) -> Fit | None:
    """Donors and periods weighted so that the time before runs alike; None where the library finds none."""
    from diff_diff import SyntheticDiD

    after = list(range(panel.periods_before, panel.treated.shape[1]))
    names = {"outcome": "outcome", "treatment": "is_treated", "unit": "unit", "time": "period"}
    # The library's own uncertainty is drawn at random: the fewest draws, and they are not looked at.
    with catch_warnings(action="ignore"):
        try:
            found = SyntheticDiD(n_bootstrap=2, seed=0).fit(_long(panel), **names, post_periods=after)
        except (ValueError, np.linalg.LinAlgError):
            return None
    if not np.isfinite(found.att):
        return None
    return Fit(float(found.att), float(panel.means[1].mean()), float(found.pre_treatment_fit))


def _long(panel: Panel) -> pd.DataFrame:
    import pandas as pd

    values = np.vstack([panel.treated, panel.donors])
    units, periods = values.shape
    unit = np.repeat(np.arange(units), periods)
    return pd.DataFrame({
        "unit": unit,
        "period": np.tile(np.arange(periods), units),
        "outcome": values.ravel(),
        "is_treated": (unit < len(panel.treated)).astype("int64"),
    })  # fmt: skip
