"""Planned against realised: the rows that dbt gets back."""

from __future__ import annotations

import duckdb
import pytest

from estimates.planning import Comparison, detectable, power, powers, sample_size

ROW = {
    "experiment_id": "x", "metric_id": "visit", "arm": "treat", "alpha": 0.05, "power_wanted": 0.8,
    "n_control": 100, "n_treat": 300, "clusters_control": None, "clusters_treat": None, "cluster_size": 1.0,
    "design_effect": 1.0, "variance_planned": 0.16, "planned_effect": 0.02, "se_realised": 0.05,
}  # fmt: skip


def figures(**changed):
    """What comes back for one comparison."""
    row = ROW | changed
    with duckdb.connect() as con:
        con.execute("set threads = 1")
        relation = con.sql(
            "select " + ", ".join(f"{'null' if v is None else repr(v)} as {k}" for k, v in row.items())
        ).select("* replace (planned_effect::double as planned_effect, se_realised::double as se_realised)")
        rows = powers(relation)
        con.register("found", rows)
        names = "mde_planned, power_planned, n_needed, mde_realised, power_realised"
        return dict(zip(names.split(", "), con.execute(f"select {names} from found").fetchone(), strict=True))


def test_figures_are_those_of_the_comparison():
    planned = Comparison(0.16, 100, 300)
    realised = Comparison(0.05**2 / (1 / 100 + 1 / 300), 100, 300)
    found = figures()
    assert found["mde_planned"] == detectable(planned, 0.8)
    assert found["power_planned"] == power(planned, 0.02)
    assert found["n_needed"] == sample_size(planned, 0.02, 0.8)
    assert found["mde_realised"] == pytest.approx(detectable(realised, 0.8))
    assert found["power_realised"] == pytest.approx(power(realised, 0.02))


def test_clusters_count_as_clusters():
    alone = figures()
    together = figures(cluster_size=20.0, design_effect=4.0)
    assert together["mde_planned"] > 2 * alone["mde_planned"]
    assert together["n_needed"] % 20 == 0
    # The realised error is that of clusters already; only their fewness widens it.
    assert alone["mde_realised"] < together["mde_realised"] < 1.2 * alone["mde_realised"]


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"variance_planned": 0.0}, {"mde_planned", "power_planned", "n_needed"}),
        ({"planned_effect": None}, {"power_planned", "n_needed", "power_realised"}),
        ({"se_realised": None}, {"mde_realised", "power_realised"}),
        (
            {"n_control": 1, "n_treat": 1},
            {"mde_planned", "power_planned", "n_needed", "mde_realised", "power_realised"},
        ),
        ({"planned_effect": 1e-12}, {"n_needed"}),
    ],
)
def test_what_is_not_known_is_null(changed, missing):
    found = figures(**changed)
    assert {name for name, value in found.items() if value is None} == missing
