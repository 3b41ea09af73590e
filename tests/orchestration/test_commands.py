"""What commands answer to a question that has no answer, and how they name themselves."""

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.cli.demo import _program


@pytest.fixture
def home(tmp_path: Path) -> Path:
    file = tmp_path / "published" / "current" / "memberloop.duckdb"
    file.parent.mkdir(parents=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema kpi")
        connection.execute(
            "create table kpi.dim_metric as select 'net_sales_fen' as metric_id, "
            "'shop_category,layer' as dimensions, cast(null as date) as valid_to"
        )
    return tmp_path


def ask(home: Path, *arguments: str):
    return CliRunner().invoke(main, arguments, env={"MEMBERLOOP_HOME": str(home)})


def test_a_dimension_that_is_not_measured_is_told_with_those_that_are(home: Path) -> None:
    answer = ask(home, "metric", "net_sales_fen", "--by", "gender")
    assert answer.exit_code == 2
    assert "--by gender is not measured; known here: all, shop_category, layer" in answer.output


def test_an_entry_without_figures_is_told_by_its_words_and_its_place(home: Path) -> None:
    file = home / "published" / "current" / "memberloop.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create or replace table kpi.dim_metric as select 'entry_codes' as metric_id, '' as dimensions, "
            "'入口' as name_zh, 'Codes' as name_en, 'check' as covered_as, cast(null as date) as valid_to, "
            "'table:core.dim_entry' as evidence"
        )
        connection.execute(
            "create table kpi.kpi_value as select null as period_start, null as mall_id, null as metric_id, "
            "null as dimension_value, null as numerator, null as denominator, null as value, "
            "null as period_kind, null as is_mature, null as null_reason, null as dimension limit 0"
        )
    answer = ask(home, "metric", "entry_codes")
    assert answer.exit_code == 0, answer.output
    assert "evidence: table:core.dim_entry" in answer.output
    assert "SQL" not in answer.output


def test_an_unknown_metric_is_told_with_the_way_to_the_list(home: Path) -> None:
    answer = ask(home, "metric", "nonsense")
    assert answer.exit_code == 2
    assert "no metric nonsense" in answer.output


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    answer = ask(tmp_path, "metric")
    assert answer.exit_code == 2
    assert "memberloop run" in answer.output


def test_next_steps_name_the_program_as_the_shell_can_find_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", [str(tmp_path / ".venv" / "bin" / "memberloop"), "demo"])
    assert _program() == ".venv/bin/memberloop"
