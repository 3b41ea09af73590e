"""dbt's own unit tests, on relations that exist and are empty."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from sources.control_tables import replace_table
from sources.ingest import ensure_schemas
from sources.layout import Home
from sources.registry import load_registry
from sources.scope import write_scope

PROJECT = Path(__file__).parents[2] / "dbt_project"
PROGRAM = "import sys; from dbt.cli.main import cli; cli(sys.argv[1:])"
# What the figures' step reads and the metrics room writes, as empty as everything else.
FROM_METRICS = ("metric_registry", "metric_observation")


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with every relation of the project, and no row in any."""
    root = tmp_path_factory.mktemp("empty")
    home = Home(root)
    home.warehouse_file.parent.mkdir(parents=True)
    home.scratch.mkdir(parents=True)
    ensure_schemas(home, load_registry())
    with duckdb.connect(str(home.warehouse_file)) as connection:
        write_scope(connection, home, date(2026, 4, 30), "empty")
        for table in FROM_METRICS:
            replace_table(connection, table)
    ended = _dbt(root, "build", "--empty", "--exclude-resource-type", "unit_test", "test")
    assert ended.returncode == 0, ended.stdout[-4000:]
    return root


def test_every_unit_test_of_the_project_holds(empty_home: Path) -> None:
    ended = _dbt(empty_home, "test", "--select", "test_type:unit")
    assert ended.returncode == 0, ended.stdout[-6000:]
    assert "TOTAL=0" not in ended.stdout, "no unit test was found"


def _dbt(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    target = str(root / "target")
    places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    places += ["--target-path", target, "--log-path", target]
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments, *places],
        env={**os.environ, "MEMBERLOOP_HOME": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
