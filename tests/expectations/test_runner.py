"""The runner tells counts and never a row, whatever goes wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from expectations.runner import run_suite
from expectations.suites import Expectation, Frame, Suite

PLANTED = "13812345678"


def suite(*expectations: Expectation) -> Suite:
    return Suite("core.t", (Frame("rows", {"phone": "phone", "n": "n"}, None, False, expectations),))


def expectation(name: str, kind: str, **kwargs: object) -> Expectation:
    return Expectation(name, kind, kwargs, "critical", "member_data", "metric")


ASKED = (
    expectation("first", "expect_column_values_to_be_in_set", column="phone", value_set=["a"]),
    expectation("second", "expect_column_values_to_be_between", column="n", min_value=0),
    expectation("third", "expect_column_values_to_be_between", column="phone", min_value=0),
    expectation("fourth", "expect_table_row_count_to_be_between", min_value=3),
    expectation("fifth", "expect_column_values_to_not_be_null", column="gone"),
    expectation("sixth", "expect_column_values_to_match_regex", column="phone", regex="^x$"),
)


def test_results_come_in_order_with_counts_and_without_values(capfd: pytest.CaptureFixture[str]) -> None:
    frame = pd.DataFrame({"phone": [PLANTED, PLANTED], "n": [1, 2]})
    results = run_suite(suite(*ASKED), {"rows": frame})

    assert [(result.name, result.passed) for result in results] == [
        ("first", False),
        ("second", True),
        ("third", False),
        ("fourth", False),
        ("fifth", False),
        ("sixth", False),
    ]
    assert [result.summary for result in results] == [
        "2 unexpected of 2",
        "0 unexpected of 2",
        "error: it could not be evaluated",
        "observed_value: 2",
        "error: a column is missing",
        "2 unexpected of 2",
    ]
    assert (results[0].severity, results[0].owner, results[0].metric) == ("critical", "member_data", "metric")
    told = capfd.readouterr()
    assert PLANTED not in str(results) + told.out + told.err


def test_nothing_is_written_and_nothing_will_be_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    run_suite(suite(ASKED[1]), {"rows": pd.DataFrame({"phone": ["x"], "n": [1]})})
    assert list(tmp_path.iterdir()) == []
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_an_empty_frame_breaks_no_rule_of_its_rows() -> None:
    frame = pd.DataFrame({"phone": pd.Series([], dtype=object), "n": pd.Series([], dtype="int64")})
    results = run_suite(suite(*ASKED[:2], ASKED[3]), {"rows": frame})
    assert [result.passed for result in results] == [True, True, False]
