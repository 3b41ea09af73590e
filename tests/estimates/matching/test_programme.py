"""Rows of programmes: a planted gain is found among people who differ; what cannot be known is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from estimates.matching import programme_balance, programme_effects
from estimates.matching.people import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

MEASURES = [*METRICS, "tickets"]


@pytest.fixture
def con() -> Iterator[DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def _window(**told: Any) -> dict[str, Any]:
    usual = {
        "programme_id": "event:ritual:2026-03", "look_no": 1, "window_days": 30, "pre_days": 90,
        "late_days": 30, "alpha": 0.05, "primary_metric": "purchase_days", "null_reason": None,
    }  # fmt: skip
    return usual | told


def _town(gain: float = 0.0, late_gain: float = 0.0, seed: int = 1, size: int = 3000) -> pd.DataFrame:
    """People who come a few days a month; the more they came early on, the likelier they take part.

    Who takes part comes `gain` times more often after, and `late_gain` times in the last days before.
    """
    dice = np.random.default_rng(seed)
    keen = dice.gamma(2, 1, size)
    early = dice.poisson(2 * keen)
    is_treated = dice.random(size) < 0.02 + 0.04 * early / early.mean()
    late = dice.poisson(keen * (1 + late_gain * is_treated))
    days = {"": dice.poisson(keen * (1 + gain * is_treated)), "pre_": early + late, "late_": late}
    columns: dict[str, Any] = {}
    for prefix, visits in days.items():
        columns |= {f"{prefix}{name}": 1.0 * visits for name in MEASURES}
        columns |= {f"{prefix}{name}": 100.0 * visits for name in ("net_fen", "profit_fen", "ticket_fen")}
        columns |= {f"{prefix}{name}": 1.0 * (visits > 0) for name in ("visit", "purchase", "redemption")}
    stratum = np.where(dice.random(size) < 0.5, "mall:N:ring:middle", "mall:S:ring:middle")
    return pd.DataFrame({
        "programme_id": "event:ritual:2026-03", "look_no": 1, "is_treated": is_treated,
        "member_uid": [f"M{i:05d}" for i in range(size)],
        "stratum": stratum, "stratum_before": stratum,
        "layer": "layer:active", "layer_before": "layer:active", "tenure_days": dice.integers(60, 900, size),
        **columns,
    })  # fmt: skip


def _told(
    con: DuckDBPyConnection, people: pd.DataFrame, *windows: dict[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    con.register("person", people)
    con.register("window_", pd.DataFrame(windows or [_window()]).astype({"null_reason": "string"}))
    asked = con.table("window_"), con.table("person")
    return programme_effects(*asked).set_index(["look_no", "metric_id", "method"]), programme_balance(*asked)


def test_a_planted_gain_is_found_by_both_methods(con: DuckDBPyConnection) -> None:
    """Keen people gain more, so the gain of those who took part is above that of all people."""
    people = _town(gain=0.5)
    effects, balance = _told(con, people)
    took_part = people[people.is_treated]
    added = took_part.visit_days.mean() * (1 - 1 / 1.5)
    for method in ("matched", "did"):
        row = effects.loc[(1, "visit_days", method)]
        assert row.ci_low < added < row.ci_high
        assert row.p_value < 0.001
        assert row.placebo_p > 0.05
        assert row.mean_treat - row.mean_control == pytest.approx(row.effect_abs)
    crude = took_part.visit_days.mean() - people[~people.is_treated].visit_days.mean()
    assert crude > 1.3 * added
    assert balance.smd_before.max() > 0.2
    assert balance.smd_after.abs().max() < 1e-6
    assert effects.max_smd.max() < 1e-6


def test_nothing_planted_nothing_found(con: DuckDBPyConnection) -> None:
    """Of 40 towns in which taking part does nothing two seem to have a gain, and as many fail the placebo."""
    rows = []
    for seed in range(40):
        con.register("person", _town(seed=seed, size=1000))
        con.register("window_", pd.DataFrame([_window()]).astype({"null_reason": "string"}))
        effects = programme_effects(con.table("window_"), con.table("person"))
        rows.append(effects[(effects.metric_id == "visit_days") & (effects.method == "matched")].iloc[0])
    assert sum(row.p_value < 0.05 for row in rows) <= 5
    assert sum(row.placebo_p < 0.05 for row in rows) <= 5


def test_who_was_already_changing_fails_the_placebo(con: DuckDBPyConnection) -> None:
    effects, _ = _told(con, _town(late_gain=0.6))
    assert effects.loc[(1, "visit_days", "matched")].placebo_p < 0.001
    assert effects.loc[(1, "visit_days", "did")].pretrend_p < 0.05


def test_net_by_ticket_is_a_ratio_and_has_no_change(con: DuckDBPyConnection) -> None:
    effects, _ = _told(con, _town(gain=0.5))
    row = effects.loc[(1, "ticket_fen", "matched")]
    assert row.mean_treat == pytest.approx(100)
    assert row.effect_abs == pytest.approx(0, abs=1e-9)
    assert (1, "ticket_fen", "did") not in effects.index


def test_who_was_not_known_when_the_placebo_begins_is_not_in_it(con: DuckDBPyConnection) -> None:
    """New participants differ by much, but only after; the placebo is of the others, and passes."""
    people = _town(size=4000)
    is_new = people.is_treated & (np.arange(len(people)) % 3 == 0)
    people.loc[is_new, "tenure_days"] = 30
    for prefix in ("pre_", "late_"):
        people.loc[is_new, [f"{prefix}visit_days", f"{prefix}purchase_days"]] += 3
        people.loc[is_new, f"{prefix}net_fen"] += 300
    assert _told(con, people)[0].loc[(1, "visit_days", "matched")].placebo_p > 0.05
    people.loc[is_new, "tenure_days"] = 31
    assert _told(con, people)[0].loc[(1, "visit_days", "matched")].placebo_p < 0.001


def test_windows_stand_side_by_side_and_one_that_is_not_over_tells_why(con: DuckDBPyConnection) -> None:
    people = _town(gain=0.5)
    later = people.assign(look_no=2, visit_days=3 * people.visit_days)
    both = pd.concat([people, later], ignore_index=True)
    open_ = _window(programme_id="event:ritual:2026-06", null_reason="immature_until:2026-08-01")
    effects, _ = _told(con, both, _window(), _window(look_no=2, window_days=90), open_)
    known = effects[effects.programme_id == "event:ritual:2026-03"]
    first, second = (known.loc[(look_no, "visit_days", "matched")].effect_abs for look_no in (1, 2))
    assert second == pytest.approx(3 * first)
    waiting = effects[effects.programme_id == "event:ritual:2026-06"]
    assert waiting.index.tolist() == [(1, "purchase_days", "matched")]
    assert waiting.null_reason.tolist() == ["immature_until:2026-08-01"]
    assert waiting.effect_abs.isna().all()


def test_where_nobody_is_alike_nothing_is_said(con: DuckDBPyConnection) -> None:
    people = _town()
    people["stratum"] = np.where(people.is_treated, "mall:N:ring:inner", "mall:N:ring:outer")
    effects, balance = _told(con, people)
    assert effects.null_reason.tolist() == ["not_identified:nobody_alike"]
    assert balance.empty


def test_no_programme_no_rows_but_all_columns(con: DuckDBPyConnection) -> None:
    con.register("person", _town().head(0))
    con.register("window_", pd.DataFrame([_window()]).head(0))
    effects = programme_effects(con.table("window_"), con.table("person"))
    assert effects.empty
    assert {"effect_abs", "placebo_p", "null_reason"} <= set(effects.columns)


def test_p_values_are_adjusted_over_metrics(con: DuckDBPyConnection) -> None:
    rows = _told(con, _town(gain=0.1))[0].xs("matched", level="method")
    assert (rows.p_adjusted >= rows.p_value).all()
    assert rows.p_adjusted.max() == pytest.approx(rows.p_value.max())


def test_the_same_rows_whatever_the_threads(con: DuckDBPyConnection) -> None:
    told = []
    for threads in (1, 4):
        con.execute(f"set threads={threads}")
        effects, balance = _told(con, _town(gain=0.2))
        told.append((effects.to_csv(), balance.to_csv()))
    assert told[0] == told[1]
