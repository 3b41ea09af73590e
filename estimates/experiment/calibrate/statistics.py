"""Runs as the statistics of their arms, as int_experiment__statistic would have them: thousands at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from estimates.experiment.mean import Numbers

ARMS = ("control", "treat")


@dataclass(frozen=True)
class Split:
    """People of control and of the treated arm."""

    control: int
    treat: int

    @property
    def people(self) -> int:
        """Of both arms."""
        return self.control + self.treat


def statistics(
    outcome: Numbers, before: Numbers | None, split: Split, first_run: int, cap_quantile: float
) -> pd.DataFrame:
    """Rows of statistics of runs: one run a row of `outcome`, its first people being control."""
    import pandas as pd

    runs = [f"{run:06}" for run in range(first_run, first_run + len(outcome))]
    rank = int(np.ceil(cap_quantile * split.people)) - 1
    cap = np.partition(outcome, rank, axis=1)[:, rank]
    parts = []
    for arm, at in zip(ARMS, (slice(split.control), slice(split.control, None)), strict=True):
        values = outcome[:, at]
        past = None if before is None else before[:, at]
        capped = np.minimum(values, cap[:, None])
        keys = {"experiment_id": runs, "arm": arm}
        parts.append(pd.DataFrame({**keys, "treatment": "plain", **_moments(values, past)}))
        above = (values > cap[:, None]).mean(axis=1)
        told = {"cap_value": cap, "share_capped": above, **_moments(capped, None)}
        parts.append(pd.DataFrame({**keys, "treatment": "capped", **told}))
    return pd.concat(parts, ignore_index=True)


def _moments(values: Numbers, before: Numbers | None) -> dict[str, Numbers]:
    size = values.shape[1]
    mean = values.mean(axis=1)
    centred = values - mean[:, None]
    square = (centred**2).mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        skewness = (centred**3).mean(axis=1) / square**1.5
    told = {
        "n": np.full(len(values), size), "total": mean * size, "mean": mean,
        "nonzero": (values != 0).sum(axis=1), "variance": square * size / (size - 1), "skewness": skewness,
    }  # fmt: skip
    if before is not None:
        gap = before - before.mean(axis=1)[:, None]
        told |= {
            "pre_mean": before.mean(axis=1), "pre_variance": before.var(axis=1, ddof=1),
            "covariance": (centred * gap).sum(axis=1) / (size - 1),
        }  # fmt: skip
    return told
