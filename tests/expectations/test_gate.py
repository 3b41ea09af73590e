"""Every gate suite is green on a good candidate; every expectation turns red, alone, on its own harm."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from expectations.runner import gate_frame, run_suite
from expectations.suites import load_gate_suites
from tests.expectations.gate_harm import HARM
from tests.expectations.gate_world import candidate

SUITES = load_gate_suites()
SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"


def failed(table: str, harm: str | None = None) -> set[str]:
    with candidate() as con:
        if harm:
            con.execute(harm)
        return {
            result.name
            for result in run_suite(SUITES[table], gate_frame(con, SUITES[table]))
            if not result.passed
        }


def test_every_expectation_has_its_harm() -> None:
    assert {table: sorted(harm) for table, harm in HARM.items()} == {
        table: sorted(expectation.name for expectation in suite.expectations)
        for table, suite in SUITES.items()
    }


@pytest.mark.parametrize("table", SUITES)
def test_a_good_candidate_is_green(table: str) -> None:
    assert failed(table) == set()


@pytest.mark.parametrize(("table", "name"), [(table, name) for table, harm in HARM.items() for name in harm])
def test_an_expectation_sees_its_harm_and_nothing_else(table: str, name: str) -> None:
    assert failed(table, HARM[table][name]) == {name}


@pytest.mark.parametrize(
    ("table", "name", "seed", "column"),
    [
        ("core.dim_member", "behaviour_layer_is_of_the_list", "lifecycle_layer", "layer"),
        ("core.dim_member", "conversion_layer_is_of_the_list", "lifecycle_layer", "conversion_layer"),
        ("core.dim_member", "lifecycle_stage_is_of_the_list", "lifecycle_stage", "stage"),
        ("core.dim_member", "rfm_segment_is_of_the_list", "rfm_segment", "segment"),
        ("core.fct_lifecycle_event", "node_is_of_the_list", "lifecycle_node", "node"),
    ],
)
def test_lists_are_those_of_the_seeds(table: str, name: str, seed: str, column: str) -> None:
    with next(SEEDS.rglob(f"{seed}.csv")).open(encoding="utf-8") as stream:
        words = {row[column] for row in csv.DictReader(stream)}
    expectation = next(one for one in SUITES[table].expectations if one.name == name)
    assert set(expectation.kwargs["value_set"]) == words
