"""Randomised trials with published answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.estimates import public
from tests.estimates.experiment.world import METRICS, estimate, people, row


def test_the_job_training_trial() -> None:
    """Dehejia and Wahba (1999): 1,794 dollars with a standard error of 633."""
    table = public.table("nsw_dw")
    cents = people({"control": 1}).drop(columns=["arm", "subject_id"]).merge(
        pd.DataFrame(
            {
                "arm": np.where(table.treat == 1, "treat", "control"),
                "subject_id": table.index.astype(str),
            }
        ), how="cross",
    )  # fmt: skip
    cents["net_fen"] = np.round(table.re78 * 100).astype("int64")
    cents["pre_net_fen"] = np.round(table.re75 * 100).astype("int64")
    rows = estimate(cents, metrics=["net_fen"], shares={"control": 260 / 445, "treat": 185 / 445})
    pooled = row(rows, metric_id="net_fen", method="pooled")
    assert pooled.effect_abs / 100 == pytest.approx(1794.34, abs=0.01)
    assert pooled.se / 100 == pytest.approx(632.85, abs=0.01)
    assert row(rows, metric_id="net_fen").p_value == pytest.approx(
        stats.ttest_ind(*(table.re78[table.treat == arm].round(2) for arm in (1, 0)), equal_var=False).pvalue,
        rel=1e-6,
    )
    assert pooled.srm_p == pytest.approx(1)


# Hillstrom's e-mail trial (MineThatData 2008), rebuilt from its published counts: people, visits, purchases.
ARMS = {"control": (21306, 2262, 122), "mens": (21307, 3894, 267), "womens": (21387, 3238, 189)}


def test_the_email_trial() -> None:
    whole = []
    for arm, (size, visits, purchases) in ARMS.items():
        order = np.arange(size)
        whole.append(
            pd.DataFrame({"arm": arm, "visit": (order < visits) * 1, "purchase": (order < purchases) * 1})
        )
    base = dict.fromkeys([*METRICS, *(f"pre_{metric}" for metric in METRICS)], 0)
    table = pd.concat(whole, ignore_index=True)
    table = pd.DataFrame(base, index=table.index).assign(
        **table, experiment_id="H", look_no=1, cluster_id=None, mall_id="A", layer="all", is_reached=None,
        subject_id=table.index.astype(str),
    )  # fmt: skip
    rows = estimate(table, metrics=["visit", "purchase"])
    points = {"mens": (7.66, 0.68), "womens": (4.52, 0.31)}
    for arm, published in points.items():
        for metric, percent in zip(("visit", "purchase"), published, strict=True):
            told = row(rows, metric_id=metric, arm=arm)
            assert told.effect_abs * 100 == pytest.approx(percent, abs=0.006)
            found = stats.ttest_ind(
                *(table.loc[table.arm == a, metric] for a in (arm, "control")), equal_var=False
            )
            assert told.p_value == pytest.approx(found.pvalue, rel=1e-9)
    assert set(rows[rows.metric_id == "visit"].cuped_covariates) == {pd.NA}
    assert (rows.srm_p > 0.8).all()
