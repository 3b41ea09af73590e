"""The proofs over this project: what dbt compiles now, with its own defaults, beside what was approved.

The operator's parameters stay out of it: they are allowed to move figures, and are printed beside them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from expectations.proofs.adversarial.approved import read_approved, write_approved
from expectations.proofs.adversarial.catalog import Catalog, fingerprints, read_catalog
from expectations.proofs.adversarial.figures import Figures
from expectations.proofs.adversarial.judge import Judge, Verdict, verdicts
from expectations.proofs.differential import disagreements
from expectations.proofs.rederived import Finding, bi_queries, findings, queries_in_python
from metrics.manifest import SemanticManifest
from orchestration.project import PROJECT_DIR, ROOT, ParsedProject, default_parameters
from orchestration.settings import Settings

_NIGHTS = 7
_COMPILE = "import sys; from dbt.cli.main import cli; cli(sys.argv[1:])"


def seed_files(manifest: Mapping[str, Any]) -> dict[str, Path]:
    """The seeds' files by the relations that they become."""
    return {
        f"{node['schema']}.{node['alias']}": PROJECT_DIR / node["original_file_path"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "seed"
    }


def is_as_approved(project: ParsedProject) -> bool:
    """Whether every definition is, letter for letter, the approved one; told without compiling anything."""
    approved = read_approved()
    told = fingerprints(project.content(), default_parameters(), PROJECT_DIR)
    if told != {name: relation.source for name, relation in approved.relations.items()}:
        return False
    now = Figures(json.loads(project.semantic.read_text(encoding="utf-8")))
    before = Figures(approved.semantic)
    return [*before.published] == [*now.published] and all(
        before.formula(name) == now.formula(name) and before.shape(name) == now.shape(name)
        for name in now.published
    )


def judged_now() -> Iterator[Verdict]:
    """A verdict on each definition that is not the approved one."""
    approved = read_approved()
    current, seeds = compiled_catalog()
    yield from verdicts(Judge(approved, seeds), current)


def approve() -> int:
    """Make the present definitions the approved ones; returns their number."""
    current, _ = compiled_catalog()
    write_approved(current)
    return len(current.relations) + len(Figures(current.semantic).published)


def compiled_catalog() -> tuple[Catalog, dict[str, Path]]:
    """All definitions as dbt compiles them over an empty warehouse, and the files of the seeds."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        manifest = _dbt(home, "parse")
        _make_sources(home, manifest)
        manifest = _dbt(home, "compile")
        semantic = json.loads((home / "target" / "semantic_manifest.json").read_text(encoding="utf-8"))
        return read_catalog(manifest, semantic, default_parameters(), PROJECT_DIR), seed_files(manifest)


def _dbt(home: Path, command: str) -> dict[str, Any]:
    """Run dbt in a process of its own, which sees no configuration but the project's."""
    (home / "warehouse").mkdir(exist_ok=True)
    arguments = [
        command, "--quiet", "--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR),
        "--target-path", str(home / "target"), "--log-path", str(home / "target"),
    ]  # fmt: skip
    environment = {**os.environ, "MEMBERLOOP_HOME": str(home)}
    subprocess.run([sys.executable, "-c", _COMPILE, *arguments], env=environment, check=True)
    found: dict[str, Any] = json.loads((home / "target" / "manifest.json").read_text(encoding="utf-8"))
    return found


def _make_sources(home: Path, manifest: Mapping[str, Any]) -> None:
    """Empty tables where dbt looks up the columns of feeds while it compiles."""
    with duckdb.connect(str(home / "warehouse" / "memberloop.duckdb")) as con:
        for source in manifest["sources"].values():
            columns = ", ".join(
                f'"{name}" {content["data_type"] or "varchar"}' for name, content in source["columns"].items()
            )
            con.execute(f"create schema if not exists {source['schema']}")
            con.execute(f"create table {source['schema']}.{source['identifier']} ({columns})")


def rederived_now(folder: Path | None = None) -> list[Finding]:
    """Where boards, reports or the operator's queries work a figure out again."""
    approved = read_approved()
    boards = {
        name: relation.sql
        for name, relation in approved.relations.items()
        if relation.sql and name.startswith("kpi.") and not name.startswith("kpi.int_")
    }
    operators = bi_queries(folder) if folder else {}
    return findings({**boards, **queries_in_python(ROOT / "reports"), **operators}, approved.semantic)


def operators_queries(settings: Settings) -> Path | None:
    """The folder of the operator's BI queries, if one is named."""
    named = settings.proofs.bi_queries
    return settings.home / named if named else None


def told_otherwise(night_day: int, connection: DuckDBPyConnection, project: ParsedProject) -> list[str]:
    """Figures that the second engine gives otherwise: each night a seventh of the metrics, undivided."""
    from expectations.proofs.second_engine import SecondEngine

    manifest = SemanticManifest.read(project.semantic)
    relations = {
        model["node_relation"][
            "alias"
        ]: f"{model['node_relation']['schema_name']}.{model['node_relation']['alias']}"
        for model in manifest.document["semantic_models"]
    }
    engine = SecondEngine(PROJECT_DIR / "models" / "semantic", relations)
    turn = [
        d for d in project.definitions() if int(d.definition_hash[:8], 16) % _NIGHTS == night_day % _NIGHTS
    ]
    found = disagreements(connection, engine, manifest, turn, is_whole=False)
    return [f"{question.metric_id} {key}: {ours} and {theirs}" for question, key, ours, theirs in found]
