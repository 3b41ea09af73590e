"""Tables and JSON of the command line."""

import json
from datetime import date

import click
import pytest
from click.testing import CliRunner

from orchestration.cli.output import Failing, print_rows
from orchestration.settings import ConfigurationError


def test_json_is_a_list_of_objects(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"day": date(2026, 3, 1), "name": "会员", "value": None}], as_json=True)
    assert json.loads(capsys.readouterr().out) == [{"day": "2026-03-01", "name": "会员", "value": None}]


def test_columns_line_up_with_wide_characters(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"name": "会员", "n": 1}, {"name": "abcdef", "n": 22}], as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "会员     1"
    assert lines[3] == "abcdef  22"


def test_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([], as_json=False, empty="nothing published yet")
    assert capsys.readouterr().out == "nothing published yet\n"


def test_an_unforeseen_error_is_a_crash_with_exit_3() -> None:
    @click.command(cls=Failing)
    def broken() -> None:
        raise RuntimeError("no such thing")

    result = CliRunner().invoke(broken)
    assert result.exit_code == 3
    assert "Run it again" in result.stderr


def test_a_fault_of_configuration_is_exit_2_without_a_trace() -> None:
    @click.command(cls=Failing)
    def faulty() -> None:
        raise ConfigurationError(["publish.keep_versions: must be at least 1"])

    result = CliRunner().invoke(faulty)
    assert result.exit_code == 2
    assert "publish.keep_versions" in result.stderr
    assert "Traceback" not in result.stderr
