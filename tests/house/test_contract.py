"""The published tables keep the committed contract, or the project steps to another version of it."""

from __future__ import annotations

import copy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from click.testing import CliRunner

from orchestration import promised
from orchestration.cli import main
from orchestration.operations import OPERATIONS_TABLES
from orchestration.project import parsed_project
from orchestration.promised import (
    CONTRACT_FILE,
    contract_faults,
    contract_rows,
    declared_shape,
    declared_tables,
)
from publishing import PUBLISH_LOG, published_tables
from publishing.audit import contract_faults as candidate_faults
from publishing.promise import Promise, held, promise_of, read_promise, rewritten, shape_of
from publishing.promise.shape import types_in

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def promise() -> Promise:
    return read_promise(CONTRACT_FILE)


def test_the_project_keeps_the_contract(promise) -> None:
    assert contract_faults(promise, declared_shape(promise, {})) == []


def test_no_committed_version_was_altered(promise) -> None:
    """As far back as this clone remembers; a shallow one remembers itself."""
    if shutil.which("git") is None:
        pytest.skip("no git here, so nothing remembers")
    place = CONTRACT_FILE.relative_to(ROOT).as_posix()
    log = subprocess.run(
        ["git", "-C", ROOT, "log", "--format=%h", "--", place], check=False, capture_output=True, text=True
    )
    for commit in log.stdout.split():
        shown = subprocess.run(
            ["git", "-C", ROOT, "show", f"{commit}:{place}"], check=False, capture_output=True, text=True
        )
        if shown.returncode == 0:
            assert rewritten(promise, promise_of(yaml.safe_load(shown.stdout))) == [], commit


def node_of(manifest: dict[str, Any], model: str) -> dict[str, Any]:
    return manifest["nodes"][f"model.memberloop.{model}"]


def a_copy() -> dict[str, Any]:
    """The manifest to be changed: of the published models and their tests, without the code of any."""
    nodes = parsed_project({}).content()["nodes"]
    kept = {
        name: {key: value for key, value in node.items() if key not in ("raw_code", "depends_on")}
        for name, node in nodes.items()
        if (node["config"].get("meta") or {}).get("published") or node.get("test_metadata")
    }
    return copy.deepcopy({"nodes": kept})


def drop_column(manifest) -> None:
    del node_of(manifest, "cohort_retention")["columns"]["cohort_members"]


def rename_column(manifest) -> None:
    columns = node_of(manifest, "kpi_value")["columns"]
    columns["amount"] = {**columns.pop("value"), "name": "amount"}


def retype_column(manifest) -> None:
    node_of(manifest, "kpi_value")["columns"]["value"]["data_type"] = "varchar"


def change_grain(manifest) -> None:
    for node in manifest["nodes"].values():
        test = node.get("test_metadata") or {}
        if test.get("name") == "unique_grain" and node["attached_node"].endswith(".rfm_segment_monthly"):
            test["kwargs"]["columns"] = ["month_start", "segment"]


def loosen_column(manifest) -> None:
    for name, node in list(manifest["nodes"].items()):
        test = node.get("test_metadata") or {}
        if test.get("name") == "not_null" and (node["attached_node"] or "").endswith(".fct_purchase"):
            del manifest["nodes"][name]


def unpublish(manifest) -> None:
    node_of(manifest, "playbook")["config"]["meta"]["published"] = False


def add_column(manifest) -> None:
    columns = node_of(manifest, "playbook")["columns"]
    columns["note"] = {"name": "note", "description": "A note", "data_type": None}


BREAKING = {
    drop_column: "kpi.cohort_retention: column cohort_members is gone",
    rename_column: "kpi.kpi_value: column value is gone",
    retype_column: "kpi.kpi_value: column value was DOUBLE, is VARCHAR",
    change_grain: "kpi.rfm_segment_monthly: grain was mall_id, month_start, segment, is month_start, segment",
    loosen_column: "core.fct_purchase: column net_fen was BIGINT NOT NULL, is BIGINT",
    unpublish: "kpi.playbook: the table is gone, with the columns playbook_id, ",
}


def faults_after(promise: Promise, change) -> list[str]:
    manifest = a_copy()
    change(manifest)
    tables = [*published_tables(manifest), *OPERATIONS_TABLES, PUBLISH_LOG]
    return contract_faults(promise, shape_of(tables, types_in(promise.shape)))


def due(promise: Promise, *, breaking: bool) -> str:
    major, minor = map(int, promise.version.split("."))
    return f"{major + 1}.0" if breaking else f"{major}.{minor + 1}"


@pytest.mark.parametrize(("change", "line"), BREAKING.items(), ids=[change.__name__ for change in BREAKING])
def test_a_breaking_change_without_a_step_fails_and_names_the_columns(promise, change, line) -> None:
    faults = faults_after(promise, change)
    assert any(fault.startswith(f"breaks readers of {promise.version}: {line}") for fault in faults), faults
    assert faults[-1].startswith(
        f"version {due(promise, breaking=True)} is due: `memberloop contract write --b"
    )


def test_an_addition_without_a_step_fails_and_names_the_columns(promise) -> None:
    *lines, last = faults_after(promise, add_column)
    assert lines == [f"adds to {promise.version}: kpi.playbook: column note is new"]
    assert last.startswith(f"version {due(promise, breaking=False)} is due")


def test_a_night_is_held_to_the_types(promise, cj_home) -> None:
    """Real tables of a night keep the contract; with another type in it, the column is named."""
    tables = [table for table in declared_tables({}) if table is not PUBLISH_LOG]
    shape = {table: dict(parts) for table, parts in promise.shape.items()}
    shape["kpi.kpi_value"]["column value"] = "FLOAT"
    with duckdb.connect(str(cj_home / "warehouse" / "memberloop.duckdb"), read_only=True) as con:
        assert candidate_faults(con, "memberloop", held(tables, promise)) == []
        assert candidate_faults(con, "memberloop", held(tables, Promise(promise.steps, shape))) == [
            "kpi.kpi_value: column value is DOUBLE, the contract says FLOAT"
        ]


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    """A copy of the contract that commands write to, and a home without a warehouse."""
    place = tmp_path / "contracts" / "published.yml"
    place.parent.mkdir()
    place.write_bytes(CONTRACT_FILE.read_bytes())
    monkeypatch.setattr(promised, "CONTRACT_FILE", place)
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path))
    monkeypatch.setenv("MEMBERLOOP_PEPPER", "a pepper of the tests")
    return place


def call(*arguments: str):
    return CliRunner().invoke(main, ["contract", *arguments])


def test_the_command_checks_and_writes(file, promise, monkeypatch) -> None:
    assert call("check").exit_code == 0
    assert f"keeps contract {promise.version}; there is nothing" in call("write", "--because", "x").output
    kept = [table for table in declared_tables({}) if table.name != "playbook"]
    monkeypatch.setattr(promised, "declared_tables", lambda _: kept)
    broken = call("check")
    assert broken.exit_code == 1
    assert "kpi.playbook: the table is gone, with the columns playbook_id" in broken.output
    unasked = call("write", "--because", "nobody reads it")
    assert "readers would break; say --breaking" in unasked.output
    assert read_promise(file) == promise
    assert call("write", "--because", "nobody reads it", "--breaking").exit_code == 0
    assert read_promise(file).version == due(promise, breaking=True)
    assert call("check").exit_code == 0


@pytest.mark.usefixtures("file")
def test_a_column_that_no_night_has_built_cannot_be_promised(monkeypatch) -> None:
    manifest = a_copy()
    add_column(manifest)
    tables = [*published_tables(manifest), *OPERATIONS_TABLES, PUBLISH_LOG]
    monkeypatch.setattr(promised, "declared_tables", lambda _: tables)
    outcome = call("write", "--because", "notes")
    assert outcome.exit_code == 2
    assert "kpi.playbook: column note was not built yet" in outcome.output


def test_a_file_altered_by_hand_is_refused(file) -> None:
    file.write_text(file.read_text().replace("      playbook_id: VARCHAR NOT NULL\n", ""))
    assert "the tables are not those that version" in call("check").output
    assert "altered by hand" in call("write", "--because", "x").output


def test_every_version_tells_which_contract_it_keeps(promise, cj_home) -> None:
    current = cj_home / "published" / "current" / "memberloop.duckdb"
    with duckdb.connect(str(current), read_only=True) as con:
        told = con.execute("select * from ops.data_contract order by all").fetchall()
        offered = con.execute(
            "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
            "where not internal order by all"
        ).fetchall()
    assert told == sorted(contract_rows(promise))
    assert {version for version, *_ in told} == {promise.version}
    assert [(f"{schema}.{table}", column, kind) for _, schema, table, column, kind, *_ in told] == offered
