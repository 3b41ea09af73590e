"""`memberloop changes`: what it lists, since when, and what it says when there is nothing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from sources.control_tables import declared

EVIDENCE = ("feeds", "deliveries", "file_ids", "ledger_lines", "ledger_seqs", "changed")
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
        steps = ", ".join(
            f"{name} {kind}" for name, kind in declared()["previous_restatement_cause"]["columns"].items()
        )
        con.execute(f"create table kpi.kpi_restatement_cause ({steps})")
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


def tell_step(con, number: int, cause: str, delta: float, **evidence: object) -> None:
    """What a cause did to the monthly sales of the last version."""
    con.execute(
        "insert into kpi.kpi_restatement_cause by name select 'v000003' as version, 'sales' as metric_id, "
        "'month' as period_kind, date '2026-01-05' as period_start, 'ALL' as mall_id, 'all' as dimension, "
        "'all' as dimension_value, ? as step_no, ? as cause, ? as delta_value, ? as feeds, ? as deliveries, "
        "? as file_ids, ? as ledger_lines, ? as ledger_seqs, ? as changed",
        [number, cause, delta, *(evidence.get(name) for name in EVIDENCE)],
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


def test_each_cause_is_told_with_what_it_added_and_what_did_it(home: Path) -> None:
    with duckdb.connect(str(home / "published" / "current" / "memberloop.duckdb")) as con:
        tell_step(con, 1, "late_data", -3.0, feeds="pos_sales", deliveries=2, file_ids="0123456789abcdef,f2")
        tell_step(con, 2, "identity_merge", 1.5, ledger_lines=1, ledger_seqs="77")
        tell_step(con, 3, "changed_parameter", -2.5, changed="days: 30 → 2")
    told = ask(home, "--metric", "sales").output
    assert "late_data -3, identity_merge +1.5, changed_parameter -2.5" in told
    assert "pos_sales 0123456789ab and 1 more; ledger 77; days: 30 → 2" in told
    rows = json.loads(ask(home, "--metric", "sales", "--json").output)
    month = next(row for row in rows if row["period_kind"] == "month")
    assert sum(step["delta_value"] for step in month["steps"]) == month["new_value"] - month["old_value"]


def test_a_version_of_before_steps_were_told_is_read_as_well(home: Path) -> None:
    with duckdb.connect(str(home / "published" / "current" / "memberloop.duckdb")) as con:
        con.execute("drop table kpi.kpi_restatement_cause")
    assert len(listed(home)) == 3
    assert "late_data" in ask(home).output


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
