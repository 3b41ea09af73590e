"""The contract is read whole from the dbt manifest, and everything that it lacks is told at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from publishing import ContractError, published_tables

if TYPE_CHECKING:
    from pathlib import Path


def model(name: str, **changes: Any) -> dict[str, Any]:
    node = {
        "resource_type": "model",
        "name": name,
        "alias": name,
        "schema": "core",
        "description": f"The table {name}.",
        "config": {"meta": {"published": True}},
        "columns": {
            "member_uid": {"name": "member_uid", "data_type": "varchar", "description": "The member"},
            "net_fen": {"name": "net_fen", "data_type": None, "description": "净额: net amount"},
        },
    }
    return node | changes


def unique(model_id: str, *columns: str) -> dict[str, Any]:
    if len(columns) == 1:
        metadata = {"name": "unique", "kwargs": {"column_name": columns[0]}}
    else:
        metadata = {"name": "unique_grain", "kwargs": {"columns": list(columns)}}
    return {"resource_type": "test", "attached_node": model_id, "test_metadata": metadata}


def test_a_published_model_becomes_a_table_with_the_grain_that_is_tested(tmp_path: Path) -> None:
    manifest = {
        "nodes": {
            "model.m.fct": model("fct"),
            "model.m.private": model("private", config={"meta": {}}),
            "model.m.agg": model("agg", schema="kpi"),
            "test.1": unique("model.m.fct", "member_uid", "net_fen"),
            "test.2": unique("model.m.fct", "member_uid"),
            "test.3": unique("model.m.agg", "member_uid"),
            "test.4": {"resource_type": "test", "attached_node": None, "test_metadata": None},
        }
    }
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest), encoding="utf-8")

    tables = published_tables(file)

    assert [(table.full_name, table.grain) for table in tables] == [
        ("core.fct", ("member_uid", "net_fen")),
        ("kpi.agg", ("member_uid",)),
    ]
    assert tables == published_tables(manifest)
    assert [(c.name, c.type, c.comment) for c in tables[0].columns] == [
        ("member_uid", "VARCHAR", "The member"),
        ("net_fen", None, "净额: net amount"),
    ]


def test_all_faults_are_told_at_once() -> None:
    silent = {"member_uid": {"name": "member_uid", "data_type": None, "description": ""}}
    manifest = {
        "nodes": {
            "model.m.a": model("a", schema="staging", description=" "),
            "model.m.b": model("b", columns=silent),
            "model.m.c": model("c", columns={}),
            "test.b": unique("model.m.b", "gone"),
            "test.c1": unique("model.m.c", "x", "y"),
            "test.c2": unique("model.m.c", "x", "z"),
        }
    }
    with pytest.raises(ContractError) as caught:
        published_tables(manifest)
    assert caught.value.reasons == (
        "staging.a: is in schema staging, published are core, kpi, experiment, ops",
        "staging.a: has no description",
        "staging.a: needs exactly one uniqueness test on its grain, found: none",
        "core.b: column member_uid has no description",
        "core.b: grain column gone is not declared",
        "core.c: declares no columns",
        "core.c: needs exactly one uniqueness test on its grain, found: x, y; x, z",
        "core.c: grain column x is not declared",
        "core.c: grain column y is not declared",
    )


def test_a_project_that_publishes_nothing_is_a_fault() -> None:
    with pytest.raises(ContractError, match="no model has"):
        published_tables({"nodes": {}})
