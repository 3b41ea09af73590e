"""A night with more data than memory: what the engine has put aside on disk must not stop the next model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.identity.dbt_world import invoke

PROFILES = Path(__file__).parents[2] / "dbt_project/profiles.yml"
TABLE = "{{ config(materialized='table') }}\n"
SORTED = "select md5(cast(n as varchar)) as m from range(3000000) as t(n) order by m"


def test_models_behind_one_that_spilled_are_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBERLOOP_ENGINE_MEMORY_LIMIT", "60MB")
    project, home = tmp_path / "project", tmp_path / "home"
    (project / "models").mkdir(parents=True)
    (home / "warehouse/scratch").mkdir(parents=True)
    shutil.copy(PROFILES, project)
    (project / "dbt_project.yml").write_text("{name: spill, profile: memberloop, model-paths: [models]}")
    (project / "models/a_first.sql").write_text(TABLE + SORTED)
    (project / "models/b_second.sql").write_text(TABLE + "select count(*) as n from {{ ref('a_first') }}")
    assert invoke(project, home, "run")
