"""Every model says what one row of it is, and is tested on exactly that."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest

from orchestration.project import parsed_project

GRAIN = re.compile(r"grain|one row (per|a|an|for)|one row")


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return parsed_project({}).content()


@pytest.fixture(scope="module")
def models(manifest) -> dict[str, dict[str, Any]]:
    return {
        unique_id: node for unique_id, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }


def grains(manifest) -> dict[str, list[list[str]]]:
    """The column sets under a uniqueness test, by model."""
    found: dict[str, list[list[str]]] = {}
    for node in manifest["nodes"].values():
        test = node.get("test_metadata") or {}
        if test.get("name") == "unique_grain":
            found.setdefault(node["attached_node"], []).append(test["kwargs"]["columns"])
        elif test.get("name") == "unique":
            found.setdefault(node["attached_node"], []).append([test["kwargs"]["column_name"]])
    return found


def test_every_model_is_unique_on_a_grain(manifest, models) -> None:
    tested = grains(manifest)
    assert [node["name"] for unique_id, node in models.items() if unique_id not in tested] == []


def test_every_model_and_column_is_described(models) -> None:
    silent = [node["name"] for node in models.values() if not node["description"].strip()]
    silent += [
        f"{node['name']}.{name}"
        for node in models.values()
        for name, column in node["columns"].items()
        if not (column.get("description") or "").strip()
    ]
    assert silent == []


def test_every_model_names_its_grain_in_its_first_lines(models) -> None:
    without = [
        node["name"]
        for node in models.values()
        if not GRAIN.search(" ".join(node["raw_code"].lower().split("\n")[:6]))
    ]
    assert without == []


def test_declared_columns_are_the_columns_that_are_there(models, cj_home) -> None:
    with duckdb.connect(str(cj_home / "warehouse" / "memberloop.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select schema_name || '.' || table_name, list(column_name) from duckdb_columns() group by all"
        ).fetchall()
    actual = {name: set(columns) for name, columns in found}
    wrong = {
        node["name"]: set(node["columns"]) ^ actual[f"{node['schema']}.{node['alias']}"]
        for node in models.values()
        if set(node["columns"]) != actual[f"{node['schema']}.{node['alias']}"]
    }
    assert wrong == {}


def test_variables_are_asked_for_by_their_whole_names(manifest) -> None:
    """A metric's parameters are found by these names; one put together while compiling would be missed."""
    code = {
        **{node["name"]: node.get("raw_code") or "" for node in manifest["nodes"].values()},
        **{
            macro["name"]: macro["macro_sql"]
            for macro in manifest["macros"].values()
            if macro["package_name"] == "memberloop"
        },
    }
    pieced = re.compile(r"\bvar\(\s*(?!['\"]\w+['\"]\s*[,)])")
    assert [name for name, text in code.items() if pieced.search(text)] == []
