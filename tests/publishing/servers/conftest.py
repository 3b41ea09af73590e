"""A real PostgreSQL of these tests' own, and versions to bring there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publishing import PublishedVersion, TableContract, publish
from publishing.postgres import Server
from tests.publishing.support import run_info
from tests.worlds.postgres import database_of, postgres_on_socket


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_on_socket() as address:
        yield address


@pytest.fixture
def server(postgres: str) -> Iterator[Server]:
    """A database of one test's own."""
    with database_of(postgres) as address:
        yield Server(address, patience_seconds=3)


@pytest.fixture
def version(
    warehouse: Callable[[int], Path], published: Path, tables: list[TableContract]
) -> Callable[[int], PublishedVersion]:
    """Publishes a build to files and returns its version."""
    return lambda stamp: publish(warehouse(stamp), published, tables, run_info(stamp))
