"""Rows of pilots: a planted gain, scales of sums and shares, and what cannot be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from estimates.pilot import pilot_effects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

BEFORE, AFTER, DONORS, PEOPLE = 4, 4, 20, 100


@pytest.fixture
def con() -> Iterator[DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def _look(**told: Any) -> dict[str, Any]:
    usual = {
        "experiment_id": "P", "weeks_before": BEFORE, "weeks_after": AFTER, "alpha": 0.05,
        "primary_metric": "visit", "null_reason": None,
    }  # fmt: skip
    return usual | told


def _panel(gain: int) -> pd.DataFrame:
    """One community with a pilot and twenty without, each at its own level; visits rise by `gain` a week."""
    dice = np.random.default_rng(3)
    rows = []
    for community in range(DONORS + 1):
        level = dice.integers(100, 200)
        for week in range(-BEFORE, AFTER):
            total = level + dice.integers(-3, 4) + (gain if community == 0 and week >= 0 else 0)
            rows += [
                {"metric_id": metric, "is_sum": is_sum, "week_no": week, "total": int(total)}
                | {"cluster_id": f"C{community:02d}", "is_treated": community == 0}
                for metric, is_sum in (("visit", False), ("visit_days", True))
            ]
    return pd.DataFrame(rows).assign(experiment_id="P", people=PEOPLE)


def _told(con: DuckDBPyConnection, panel: pd.DataFrame, *looks: dict[str, Any]) -> pd.DataFrame:
    con.register("panel", panel)
    con.register("look", pd.DataFrame(looks or [_look()]).astype({"null_reason": "string"}))
    return pilot_effects(con.table("look"), con.table("panel")).set_index(["metric_id", "method"])


def test_a_planted_gain_is_a_share_of_a_week_or_a_sum_of_the_window(con: DuckDBPyConnection) -> None:
    effects = _told(con, _panel(gain=30))
    for method in ("sdid", "did"):
        share, total = effects.loc[("visit", method)], effects.loc[("visit_days", method)]
        assert share.effect_abs == pytest.approx(0.3, abs=0.05)
        assert total.effect_abs == pytest.approx(AFTER * share.effect_abs)
        assert share.p_value == pytest.approx(1 / (DONORS + 1))
        assert share.clusters_control == DONORS
        assert share.ci_low > 0
    assert effects.loc[("visit", "sdid")].nonzero_smaller_arm > 100
    assert pd.isna(effects.loc[("visit_days", "sdid")].nonzero_smaller_arm)


def test_without_a_gain_nothing_is_found(con: DuckDBPyConnection) -> None:
    assert (_told(con, _panel(gain=0)).p_value > 0.05).all()


def test_a_reason_stands_for_the_pilot(con: DuckDBPyConnection) -> None:
    effects = _told(con, _panel(gain=0).head(0), _look(null_reason="history_below:14"))
    assert effects.index.tolist() == [("visit", "sdid")]
    assert effects.null_reason.tolist() == ["history_below:14"]


def test_idle_communities_are_no_failure(con: DuckDBPyConnection) -> None:
    """Where nobody ever did anything there is no effect, or none that can be found: never an error."""
    effects = _told(con, _panel(gain=0).assign(total=0))
    assert (effects.effect_abs.fillna(0) == 0).all()
    assert (effects.p_value.fillna(1) == 1).all()


def test_no_pilot_no_rows(con: DuckDBPyConnection) -> None:
    con.register("panel", _panel(gain=0))
    con.register("look", pd.DataFrame([_look()]).head(0))
    assert pilot_effects(con.table("look"), con.table("panel")).empty
