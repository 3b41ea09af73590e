"""The calibration on a fixed seed and fewer runs: the method is right about as often as it says."""

from __future__ import annotations

import duckdb
import pytest

from estimates.experiment.calibrate.families import FAMILIES
from estimates.experiment.calibrate.report import summary

pytestmark = pytest.mark.slow
RUNS = 400
BY_NAME = {family.name: family for family in FAMILIES}


def told(name: str) -> dict[str, dict[str, float]]:
    with duckdb.connect() as con:
        rows = BY_NAME[name].judged(con, RUNS, seed=3)
    return {line["method"]: line for line in summary(name, rows)}


@pytest.mark.parametrize("name", ["visit-days, 50/50", "visit-days, 90/10", "came or not, 90/10"])
def test_visits(name: str) -> None:
    """Four standard errors of 400 runs at five in a hundred are 4.4."""
    lines = told(name)
    for method in ("plain", "pooled", "cuped", "the answer"):
        assert lines[method]["wrong %"] == pytest.approx(5, abs=4.4)
        assert lines[method]["covers %"] == pytest.approx(95, abs=4.4)
    assert lines["the answer"]["win %"] <= 5


def test_a_heavy_tail_fools_welch_and_not_the_answer() -> None:
    lines = told("spend, skewness 26, 90/10")
    assert lines["plain"]["better %"] > 10
    assert lines["the answer"]["better %"] < 3
    assert lines["the answer"]["wrong %"] < 9
    assert lines["the answer"]["win %"] == 0
    assert lines["the answer"]["why invalid"] == "few_outcome_events"


def test_looking_every_day() -> None:
    lines = told("28 looks at visit-days")
    assert lines["any look, each by its own p-value"]["wrong %"] > 15
    assert lines["any look, by the sequence"]["wrong %"] <= 5


def test_households_analysed_person_by_person_are_caught() -> None:
    lines = told("households of three")
    assert lines["plain"]["wrong %"] > 12
    assert lines["plain"]["invalid %"] == 100
    assert lines["cluster"]["wrong %"] == pytest.approx(5, abs=4.4)
    assert lines["the answer"]["covers %"] == pytest.approx(95, abs=4.4)


def test_a_handful_of_communities() -> None:
    assert told("six communities an arm")["cluster"]["wrong %"] == pytest.approx(5, abs=4.4)
