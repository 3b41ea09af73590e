"""Entries that cover rows without a figure: read with all faults at once, told in the registry's table."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from metrics.coverage import load_coverage
from metrics.observe import fill
from metrics.registry import RegistryError

ENTRY = """
- id: entry_code_unique
  rows: [3]
  covered_as: check
  name_zh: 入口独立编码
  name_en: Entry codes are unique
  definition: No two entries have one code.
  owner_role: operations_lead
  where: ["test:unique_entry", "table:core.dim_entry"]
"""


def test_an_entry_is_a_row_of_the_registry_without_figures(tmp_path: Path) -> None:
    (tmp_path / "plumbing.yml").write_text(ENTRY, encoding="utf-8")
    entries = load_coverage(tmp_path)
    with duckdb.connect() as con:
        fill(con, [], [], entries)
        told = con.execute(
            "select metric_id, requirement_rows, covered_as, unit, direction, warn, periods, evidence "
            "from control.metric_registry"
        ).fetchall()
    places = "test:unique_entry; table:core.dim_entry"
    assert told == [("entry_code_unique", "3", "check", None, "none", None, "", places)]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    broken = ENTRY.replace("check", "hope").replace('"test:unique_entry"', "nowhere").replace("[3]", "3")
    (tmp_path / "a.yml").write_text(broken, encoding="utf-8")
    (tmp_path / "b.yml").write_text(ENTRY + "  colour: red\n", encoding="utf-8")
    with pytest.raises(RegistryError) as caught:
        load_coverage(tmp_path)
    assert caught.value.faults == [
        "a.yml: entry_code_unique: covered_as must be of check, dimension, playbook",
        "a.yml: entry_code_unique: rows must be a list of numbers",
        "a.yml: entry_code_unique: nowhere is no place: <kind>:<name>",
        "b.yml: entry_code_unique: colour is not a key of an entry",
        "entry_code_unique stands twice",
    ]


def test_words_do_not_change_what_an_entry_stands_on(tmp_path: Path) -> None:
    hashes = []
    for text in (ENTRY, ENTRY.replace("No two", "Never two"), ENTRY.replace("unique_entry", "other")):
        (tmp_path / "plumbing.yml").write_text(text, encoding="utf-8")
        hashes.append(load_coverage(tmp_path)[0].definition_hash)
    assert hashes[0] == hashes[1] != hashes[2]
