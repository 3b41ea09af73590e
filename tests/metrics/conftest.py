"""The registry as dbt parses it, and a small hostile warehouse with MetricFlow's observations in it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from metrics.compile import CompiledQuery, compile_queries
from metrics.manifest import SemanticManifest
from metrics.observe import fill
from metrics.registry import MetricDefinition
from orchestration.project import CACHE_DIR, parsed_project
from tests.metrics import warehouse

PROJECT_DIR = Path(__file__).parents[2] / "dbt_project"
SEED = 20260430


@dataclass(frozen=True)
class Registry:
    """dbt's semantic manifest with what `metrics` makes of it."""

    manifest: Path
    content: dict[str, Any]
    definitions: list[MetricDefinition]
    queries: list[CompiledQuery]

    @property
    def relations(self) -> dict[str, str]:
        """Names of relations in the warehouse by name of the model."""
        models = SemanticManifest.read(self.manifest).document["semantic_models"]
        return {
            model["node_relation"]["alias"]: model["node_relation"]["relation_name"].replace('"', "")
            for model in models
        }


def parse(project_dir: Path, target: Path) -> Path:
    """The semantic manifest of a dbt project, parsed by dbt in a process of its own."""
    code = "import sys; from dbt.cli.main import cli; cli(sys.argv[1:])"
    arguments = [
        "parse", "--quiet", "--no-partial-parse", "--project-dir", str(project_dir),
        "--profiles-dir", str(project_dir), "--target-path", str(target), "--log-path", str(target),
    ]  # fmt: skip
    environment = {**os.environ, "MEMBERLOOP_HOME": str(target)}
    subprocess.run([sys.executable, "-c", code, *arguments], env=environment, check=True)
    return target / "semantic_manifest.json"


@pytest.fixture(scope="session")
def parameters() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))[
        "vars"
    ]
    return found


@pytest.fixture(scope="session")
def registry() -> Registry:
    """As nights have it, from the cache that they share: parsed and compiled once for all processes.

    dbt runs in a process of its own, which leaves this one as it was.
    """
    code = "from orchestration.project import parsed_project; parsed_project({})"
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR.parent, check=True)
    parsed = parsed_project({})
    definitions = parsed.definitions()
    queries = compile_queries(parsed.semantic, definitions, CACHE_DIR)
    return Registry(parsed.semantic, parsed.content(), definitions, queries)


@pytest.fixture(scope="session")
def observed(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The small warehouse, observed."""
    path = tmp_path_factory.mktemp("warehouse") / "memberloop.duckdb"
    warehouse.build(path, SEED, SemanticManifest.read(registry.manifest))
    con = duckdb.connect(str(path))
    fill(con, registry.queries, registry.definitions)
    return con


@pytest.fixture(scope="session")
def observed_warehouse(observed: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The same under a name that no function has."""
    return observed
