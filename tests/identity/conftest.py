"""Small worlds for identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.identity.dbt_world import World, copy_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The identity rooms of the dbt project."""
    path = tmp_path_factory.mktemp("project")
    copy_project(path)
    return path


@pytest.fixture
def new_world(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], World]:
    """Worlds with nothing delivered yet."""
    return lambda: World(project, tmp_path_factory.mktemp("home"))
