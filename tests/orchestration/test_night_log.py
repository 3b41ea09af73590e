"""A night of Dagster's leaves its line and the page of a refusal, as one of the command does."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.night import Night
from orchestration.nights import TOLD_BY_TAG
from tests.orchestration.last_assets import BY_HAND, CANDIDATE, run

DAY = "2026-03-09"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path))
    monkeypatch.setenv("MEMBERLOOP_PEPPER", "a pepper of the tests")
    return tmp_path


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def logged(home: Path) -> list[tuple]:
    with duckdb.connect(str(home / "warehouse" / "memberloop.duckdb")) as con:
        if not con.execute("from duckdb_tables() where table_name = 'run_log'").fetchall():
            return []
        return con.execute(
            "select as_of_date::varchar, status, reasons, finished_at is not null, run_id is not null "
            "from ops.run_log order by started_at"
        ).fetchall()


def test_each_night_has_a_line_with_its_end(home, instance):
    run(instance, "well", night=Night(), partition_key=DAY)
    run(instance, "refusal", night=Night(), partition_key=DAY)
    run(instance, "crash", night=Night(), partition_key=DAY)
    told = "publish/candidate: adds_up (3 rows, such as 138)"
    assert logged(home) == [
        (DAY, "published", None, True, True),
        (DAY, "refused", told, True, True),
        (DAY, "crashed", "publish__candidate: RuntimeError: person 138 could not be read", True, True),
    ]


def test_a_refusal_is_drawn(home, instance):
    run(instance, "well", night=Night(), partition_key=DAY)
    assert not (home / "reports" / "refused.html").exists()
    run(instance, "refusal", night=Night(), partition_key=DAY)
    assert "kpi.kpi_value" in (home / "reports" / "refused.html").read_text(encoding="utf-8")


def test_a_night_of_the_command_and_a_part_of_the_graph_enter_nothing(home, instance):
    run(instance, night=Night(), partition_key=DAY, tags={TOLD_BY_TAG: "memberloop run"})
    run(instance, night=Night(), partition_key=DAY, job="ingest")
    run(instance, night=Night(), partition_key=DAY, job=BY_HAND, asset_selection=[CANDIDATE])
    assert logged(home) == []


def test_the_home_is_given_back(instance):
    for _ in range(2):
        assert run(instance, night=Night(), partition_key=DAY).success
