"""Suites load without Great Expectations, tell all their faults at once, in words that it knows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from expectations.suites import SuiteError, load_gate_suites, load_raw_suites, load_suites
from expectations.vocabulary import VOCABULARY

ROOT = Path(__file__).parents[2]


def test_loading_imports_no_great_expectations_and_no_pandas() -> None:
    program = (
        "import sys, pkgutil, importlib, expectations\n"
        "for module in pkgutil.iter_modules(expectations.__path__):\n"
        "    importlib.import_module('expectations.' + module.name)\n"
        "from expectations.suites import load_suites\n"
        "assert load_suites()\n"
        "print(sorted({'great_expectations', 'pandas', 'dagster'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_expectation_says_who_owns_it() -> None:
    for suite in load_suites():
        assert suite.expectations
        for expectation in suite.expectations:
            assert expectation.owner
            assert expectation.severity in {"critical", "warning"}


FAULTY = """
table: kpi.faulty
surplus: 1
frames:
  empty: {}
  batch:
    select: {a: b}
    expectations:
      - {name: volume, type: expect_column_values_to_be_unique, kwargs: {column: gone}, severity: warning,
         owner: me}
  cells:
    select: {a: a}
    group_by: a
    expectations:
      - {name: Loud, type: expect_column_values_to_be_unique, kwargs: {column: a},
         severity: fatal, owner: me}
      - {name: twice, type: expect_magic, kwargs: {}, severity: warning, owner: me}
      - {name: twice, type: expect_column_values_to_be_in_set, kwargs: {columns: a},
         severity: warning, owner: me}
      - {name: open, type: expect_column_values_to_be_between, kwargs: {column: a},
         severity: warning, owner: me}
      - {name: text, type: expect_column_values_to_be_between, kwargs: {column: a, min_value: "1"},
         severity: warning, owner: me}
      - {name: other, type: expect_compound_columns_to_be_unique, kwargs: {column_list: [a, b]},
         severity: warning, owner: me}
      - {name: bare, kwarg: 1}
"""


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "faulty.yml").write_text(FAULTY, encoding="utf-8")
    (tmp_path / "misnamed.yml").write_text("table: kpi.other\nframes: {}\n", encoding="utf-8")
    with pytest.raises(SuiteError) as caught:
        load_gate_suites(tmp_path)
    known = ", ".join(sorted(VOCABULARY))
    assert [fault.removeprefix("faulty.yml: ") for fault in caught.value.faults] == [
        "surplus is not a key of a suite",
        "frame empty: selects nothing",
        "frame empty: expects nothing",
        "frame batch: is filled by the runner and takes no select",
        "frame batch: volume: column gone is not selected",
        "frame cells: group_by is not a key of a frame",
        "frame cells: Loud: name has to be lower-case words joined by _",
        "frame cells: Loud: severity is critical or warning, not fatal",
        f"frame cells: twice: type expect_magic is unknown; known are {known}",
        "frame cells: twice: expect_column_values_to_be_in_set needs column",
        "frame cells: twice: expect_column_values_to_be_in_set needs value_set",
        (
            "frame cells: twice: expect_column_values_to_be_in_set does not know columns; "
            "it takes column, mostly, value_set"
        ),
        "frame cells: open: expect_column_values_to_be_between needs min_value or max_value",
        "frame cells: text: min_value has to be a number",
        "frame cells: other: column b is not selected",
        "frame cells: bare: kwargs is missing",
        "frame cells: bare: owner is missing",
        "frame cells: bare: severity is missing",
        "frame cells: bare: type is missing",
        "frame cells: bare: kwarg is not a key of an expectation",
        "expectation twice stands there twice",
        "misnamed.yml: table has to name what the file is named after, not kpi.other",
    ]


def test_suites_are_named_after_their_subject() -> None:
    assert all(suite.subject == subject for subject, suite in load_gate_suites().items())
    assert all(suite.subject == subject for subject, suite in load_raw_suites().items())


def test_the_vocabulary_is_what_great_expectations_knows() -> None:
    from great_expectations.expectations.registry import get_expectation_impl

    for kind, vocable in VOCABULARY.items():
        fields = get_expectation_impl(kind).__fields__
        assert vocable.required | vocable.optional <= fields.keys(), kind
        assert {name for name, field in fields.items() if field.required} <= vocable.required, kind
