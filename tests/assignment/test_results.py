"""`memberloop experiment results`: the rows to read, with the bounds that count at that look."""

from __future__ import annotations

import json

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main

COLUMNS = (
    "experiment_id varchar, metric_id varchar, segment_id varchar, arm varchar, look_no bigint, "
    "is_final_look boolean, method varchar, n_control bigint, n_treat bigint, mean_control double, "
    "mean_treat double, effect_abs double, ci_low double, ci_high double, cs_low double, cs_high double, "
    "p_value double, decision varchar, invalid_reason varchar, evidence varchar, is_answer boolean"
)
FIGURES = "9, 9, 1, 2, 1, 0.5, 1.5, 0.1, 1.9, 0.04"


@pytest.fixture
def typed(tmp_path, monkeypatch):
    file = tmp_path / "data/published/current/memberloop.duckdb"
    file.parent.mkdir(parents=True)
    with duckdb.connect(str(file)) as con:
        con.execute(f"create schema experiment; create table experiment.result ({COLUMNS})")
        for head, tail in (
            ("'A', 'visit', 'all', 'treat', 1, false, 'plain'", "'win', null, 'randomised', true"),
            ("'A', 'visit', 'all', 'treat', 1, false, 'cuped'", "'win', null, 'randomised', false"),
            (
                "'A', 'visit', 'mall=M1', 'treat', 1, false, 'plain'",
                "'inconclusive', null, 'randomised', true",
            ),
            (
                "'A', 'net_fen', 'all', 'treat', 2, true, 'plain'",
                "'invalid', 'few_outcome_events', 'r', true",
            ),
            ("'B', 'visit', 'all', 'treat', 2, true, 'plain'", "'loss', null, 'randomised', true"),
        ):
            con.execute(f"insert into experiment.result values ({head}, {FIGURES}, {tail})")
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path / "data"))

    def run(*words):
        outcome = CliRunner().invoke(main, ["experiment", "results", *words, "--json"])
        assert outcome.exit_code == 0, outcome.output
        return json.loads(outcome.output)

    return run


def test_all_experiments_by_the_rows_to_read(typed):
    rows = typed()
    assert [(row["experiment_id"], row["metric_id"]) for row in rows] == [
        ("A", "net_fen"), ("A", "visit"), ("B", "visit")
    ]  # fmt: skip
    assert rows[0]["invalid_reason"] == "few_outcome_events"


def test_an_interim_look_has_the_bounds_of_its_sequence(typed):
    final, interim = typed("A")
    assert (final["low"], final["high"]) == (0.5, 1.5)
    assert (interim["low"], interim["high"]) == (0.1, 1.9)


@pytest.mark.parametrize(
    ("words", "count"),
    [(("A", "--metric", "visit"), 1), (("A", "--segments"), 3), (("A", "--all"), 3), (("C",), 0)],
)
def test_what_is_asked_is_shown(typed, words, count):
    assert len(typed(*words)) == count
