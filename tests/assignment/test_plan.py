"""Plans: the history they stand on, worked out again by numpy, and what follows from it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from estimates.planning import Comparison, detectable, sample_size
from orchestration.cli import main
from tests.assignment.world import World, uid

LAST = date(2026, 3, 1)
MEMBERS = 60


@pytest.fixture
def world(tmp_path):
    """Sixty days of visits and purchases, households of two who go together."""
    world = World(tmp_path, members=MEMBERS)
    rng = np.random.default_rng(3)
    likes = np.repeat(rng.gamma(1.0, 0.06, MEMBERS // 2), 2)
    rows = [
        (uid(i + 1), LAST - timedelta(days=back), 0, 1, 1, int(back % 2), int(rng.integers(100, 9000)))
        for back in range(60)
        for i in np.flatnonzero(rng.random(MEMBERS) < likes)
    ]
    # The first day of all, so that history begins there.
    world.fill("lifecycle.int_member__event_day", *rows, (uid(1), LAST - timedelta(days=59), 0, 1, 1, 1, 500))
    world.rows = [*rows, (uid(1), LAST - timedelta(days=59), 0, 1, 1, 1, 500)]
    world.fill(
        "core.bridge_household_member", *((f"H{(i + 1) // 2}", uid(i), None) for i in range(1, MEMBERS + 1))
    )
    return world


@pytest.fixture
def planned(world, monkeypatch):
    """The plan's rows by length of the outcome."""
    monkeypatch.setenv("MEMBERLOOP_HOME", str(world.home.root))
    monkeypatch.setenv("MEMBERLOOP_PEPPER", "a secret of the tests")

    def run(*words):
        outcome = CliRunner().invoke(main, ["experiment", "plan", *words, "--json"])
        assert outcome.exit_code == 0, outcome.output
        return {row["outcome_days"]: row for row in json.loads(outcome.output)}

    return run


def figures(world, column, days, before):
    """A member's outcome and what was before, in order of members."""
    found = np.zeros((MEMBERS, 2))
    for row in world.rows:
        back = (LAST - row[1]).days
        if back < days + before:
            found[int(row[0][1:]) - 1, 0 if back < days else 1] += row[column]
    return found


@pytest.mark.parametrize(
    ("metric", "column", "is_share"),
    [("visit", 3, True), ("visit_days", 3, False), ("purchase", 5, True), ("net_fen", 6, False)],
)
def test_history_is_what_numpy_says(world, planned, metric, column, is_share):
    row = planned("--metric", metric, "--outcome-days", "14", "--arms", "control=0.2;treat=0.8")[14]
    y, x = figures(world, column, 14, 28).T
    if is_share:
        y, x = np.minimum(y, 1), np.minimum(x, 1)
    correlation = np.corrcoef(y, x)[0, 1]
    assert row["usual_mean"] == pytest.approx(y.mean())
    assert row["sd"] == pytest.approx(y.std(ddof=1))
    assert row["pre_correlation"] == pytest.approx(correlation)
    comparison = Comparison(y.var(ddof=1), 12, 48)
    assert row["detectable"] == pytest.approx(detectable(comparison, 0.8))
    assert row["persons_needed"] == sample_size(comparison, 0.1 * y.mean(), 0.8)
    cuped = Comparison(y.var(ddof=1) * (1 - correlation**2), 12, 48)
    assert row["detectable_with_cuped"] == pytest.approx(detectable(cuped, 0.8))


def test_households_have_their_design_effect(world, planned):
    row = planned("--metric", "visit_days", "--outcome-days", "14", "--unit", "household")[14]
    y = figures(world, 3, 14, 28)[:, 0]
    sums = (y - y.mean()).reshape(-1, 2).sum(axis=1)
    wanted = (sums**2).sum() * 30 / 29 / (MEMBERS * y.var(ddof=1))
    assert (row["persons_today"], row["units_today"]) == (60, 30)
    assert wanted > 1
    assert row["design_effect"] == pytest.approx(wanted)
    comparison = Comparison(y.var(ddof=1), 30, 30, design_effect=wanted, cluster_size=2)
    assert row["detectable"] == pytest.approx(detectable(comparison, 0.8))
    assert row["persons_needed"] % 2 == 0


def test_the_population_is_taken_as_it_was(world, planned):
    """Who came within ten days of the day before the outcome, not of today."""
    row = planned("--population", "visited=10", "--outcome-days", "14", "--metric", "visit")[14]
    then = {row[0] for row in world.rows if 14 <= (LAST - row[1]).days < 24}
    came = {row[0] for row in world.rows if (LAST - row[1]).days < 14}
    now = {row[0] for row in world.rows if (LAST - row[1]).days < 10}
    assert row["usual_mean"] == pytest.approx(len(then & came) / len(then))
    assert row["persons_today"] == len(now)


def test_a_layer_is_that_of_the_day(world, planned):
    world.fill(
        "core.dim_member_history",
        *((uid(i), "layer", "silent", "2026-01-01", "2026-02-15") for i in (1, 2)),
        (uid(3), "layer", "silent", "2026-02-15", None),
        (uid(4), "ring", "silent", "2026-01-01", None),
    )
    with world.warehouse() as con:
        con.execute("update core.dim_member set behaviour_layer = 'silent' where member_uid >= ?", [uid(3)])
    rows = planned("--population", "layer=silent", "--outcome-days", "14", "--metric", "visit_days")
    y = figures(world, 3, 14, 0)[:, 0]
    assert rows[14]["usual_mean"] == pytest.approx(y[2:3].mean())  # on 15 February, the third alone
    assert rows[14]["persons_today"] == 58
    y = figures(world, 3, 28, 0)[:, 0]
    assert rows[28]["usual_mean"] == pytest.approx(y[:2].mean())


def test_a_short_history_is_told(planned):
    """Sixty days: none of 90, and of 56 nothing before."""
    rows = planned()
    assert rows.keys() == {7, 14, 28, 56}
    assert rows[28]["pre_correlation"] is not None
    assert rows[56]["pre_correlation"] is None
    assert rows[56]["detectable_with_cuped"] == rows[56]["detectable"]


def test_who_comes_in_and_who_is_reached(world, planned):
    joined = [(uid(900 + i), LAST - timedelta(days=i), "M01") for i in range(56)]
    world.fill("core.dim_member", *joined)
    sends = [(None, None, "sent", uid(i), i % 4 > 0, LAST) for i in range(1, 41)]
    world.fill("core.fct_outreach", *sends, (None, None, "suppressed", uid(50), False, LAST),
               (None, None, "sent", uid(51), False, LAST - timedelta(days=90)))  # fmt: skip
    row = planned("--outcome-days", "14")[14]
    assert row["new_persons_a_day"] == 1
    assert row["reached_share"] == 0.75
    assert row["detectable_on_the_reached"] == pytest.approx(row["detectable"] / 0.75)
    assert row["days_until_known"] == row["persons_needed"] - row["persons_today"] + 14


def test_the_held_out_are_not_planned_with(world, planned):
    world.register("HOLD", kind="universal_holdout", arms="control=0.2;treat=0.8")
    world.register("C1", primary_metric="purchase", outcome_days=10)
    world.assign("HOLD")
    held = sum(arm == "control" for arm in world.arms("HOLD").values())
    assert planned("C1")[10]["persons_today"] == MEMBERS - held


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--metric", "csat"), "no history is kept of csat"),
        (("NONE",), "deliver it in master_experiment"),
        (("--population", "layer=nobody"), "nobody is in this population"),
        (("--arms", "control=0.5"), "two arms or more"),
    ],
)
def test_what_cannot_be_planned_is_told(world, monkeypatch, words, said):
    monkeypatch.setenv("MEMBERLOOP_HOME", str(world.home.root))
    outcome = CliRunner().invoke(main, ["experiment", "plan", *words])
    assert outcome.exit_code == 2
    assert said in outcome.output
