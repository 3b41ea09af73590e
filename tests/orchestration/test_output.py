"""Tables and JSON of the command line."""

import json
from datetime import date

import pytest

from orchestration.cli.output import print_rows


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
