"""`memberloop changes`: what it lists, since when, and what it says when there is nothing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from sources.control_tables import declared

VERSIONS = [("v000001", "r1"), ("v000002", "r2"), ("v000003", "r3")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    file = tmp_path / "published" / "current" / "memberloop.duckdb"
    file.parent.mkdir(parents=True)
    columns = ", ".join(
        f"{name} {kind}" for name, kind in declared()["previous_restatement"]["columns"].items()
    )
    with duckdb.connect(str(file)) as con:
        con.execute("create schema kpi; create schema ops")
        con.execute("create table ops.publish_log (version varchar, run_id varchar)")
        con.executemany("insert into ops.publish_log values (?, ?)", VERSIONS)
        con.execute("create table kpi.dim_metric as select unnest(['sales', 'visits', 'quiet']) as metric_id")
        con.execute(f"create table kpi.kpi_restatement ({columns})")
        tell(con, "v000002", "visits", "day", "all", "identity_merge", 1.0)
        tell(con, "v000003", "sales", "day", "layer", "late_data", 2.0)
        tell(con, "v000003", "sales", "month", "all", "late_data", 3.0)
        tell(con, "v000003", "visits", "week", "all", "corrected_delivery", None)
    return tmp_path


def tell(con, version: str, metric: str, kind: str, dimension: str, cause: str, value: float | None) -> None:
    con.execute(
        "insert into kpi.kpi_restatement (version, metric_id, period_kind, period_start, mall_id, dimension, "
        "dimension_value, old_value, new_value, new_null_reason, cause, causes, reach) "
        "values (?, ?, ?, date '2026-01-05', 'ALL', ?, 'all', 7, ?, ?, ?, ?, 'period')",
        [version, metric, kind, dimension, value, None if value else "empty_denominator", cause, cause],
    )  # fmt: skip


def ask(home: Path, *arguments: str):
    return CliRunner().invoke(main, ["changes", *arguments], env={"MEMBERLOOP_HOME": str(home)})


def listed(home: Path, *arguments: str) -> list[tuple]:
    rows = json.loads(ask(home, *arguments, "--json").output)
    return [(row["version"], row["metric_id"], row["period_kind"], row["cause"]) for row in rows]


def test_the_last_publish_is_told_the_undivided_and_the_long_first(home: Path) -> None:
    assert listed(home) == [
        ("v000003", "sales", "month", "late_data"),
        ("v000003", "visits", "week", "corrected_delivery"),
        ("v000003", "sales", "day", "late_data"),
    ]


def test_since_a_run_or_its_version_and_of_one_metric(home: Path) -> None:
    assert listed(home, "--since", "r1", "--metric", "visits") == [
        ("v000003", "visits", "week", "corrected_delivery"),
        ("v000002", "visits", "day", "identity_merge"),
    ]
    assert listed(home, "--since", "v000001") == listed(home, "--since", "r1")
    assert listed(home, "--since", "r3") == []


def test_the_table_says_causes_first_and_how_to_see_the_rest(home: Path) -> None:
    answer = ask(home, "--limit", "2")
    assert answer.exit_code == 0
    assert answer.output.index("late_data") < answer.output.index("month 2026-01-05")
    assert "empty_denominator" in answer.output
    assert "… and 1 more: --limit 3" in answer.output


def test_nothing_changed_is_said(home: Path) -> None:
    answer = ask(home, "--metric", "quiet")
    assert answer.exit_code == 0
    assert answer.output == "No figure that was complete has changed since the version before.\n"
    assert "has changed since r3" in ask(home, "--since", "r3").output


def test_what_is_unknown_is_told_with_what_is_known(home: Path) -> None:
    answer = ask(home, "--since", "r9")
    assert answer.exit_code == 2
    assert "no run r9 has published; the last ones are r3, r2, r1" in answer.output
    answer = ask(home, "--metric", "nonsense")
    assert answer.exit_code == 2
    assert "no metric nonsense" in answer.output


def test_help_teaches_every_cause(home: Path) -> None:
    told = ask(home, "--help").output
    macro = Path(__file__).parents[2] / "dbt_project" / "macros" / "restatement.sql"
    causes = macro.read_text(encoding="utf-8").partition("return([")[2].partition("])")[0]
    for cause in causes.replace("'", "").replace("\n", "").split(","):
        assert cause.strip() in told
