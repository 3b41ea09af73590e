"""A warehouse to publish from, a directory to publish to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.publishing.support import build, contract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from publishing import TableContract


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture
def warehouse(tmp_path: Path) -> Callable[[int], Path]:
    """Builds the warehouse file with a stamp."""

    def make(stamp: int) -> Path:
        file = tmp_path / "warehouse.duckdb"
        with duckdb.connect(file) as con:
            build(con, stamp)
        return file

    return make


@pytest.fixture
def tables() -> list[TableContract]:
    return contract()
