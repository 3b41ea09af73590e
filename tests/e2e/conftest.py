"""Homes that took a whole night to make are made once and copied for whoever wants to go on from them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.nights import Ended, memberloop
from tests.worlds.small import FIRST_DAY, LAST_DAY, SmallWorld, day, small_world

HALF_WAY = day(44)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass(frozen=True)
class Finished:
    """A home after a night."""

    home: Path
    ended: Ended


@pytest.fixture(scope="session")
def small() -> SmallWorld:
    return small_world()


@pytest.fixture(scope="session")
def first_half(small):
    """Every other file, and the malls: what had landed when the first of two nights ran."""
    paths = list(small.world.deliveries())
    return [path for number, path in enumerate(paths) if number % 2 or path.startswith("master_mall")]


@pytest.fixture(scope="session")
def finished(small, tmp_path_factory):
    """All files at once, one night that Dagster keeps a record of. Do not write to it."""
    home = tmp_path_factory.mktemp("finished")
    small.world.land(home)
    record = home / "dagster"
    record.mkdir()
    return Finished(home, memberloop(home, "run", DAGSTER_HOME=str(record)))


@pytest.fixture(scope="session")
def half(small, first_half, tmp_path_factory):
    """Half of the files and a night over the first weeks. Do not write to it."""
    home = tmp_path_factory.mktemp("half")
    small.world.land(home, first_half)
    return Finished(home, memberloop(home, "run", "--from", str(FIRST_DAY), "--to", str(HALF_WAY)))


@pytest.fixture
def grown(small, half, tmp_path):
    """A home that has run half and has just got the rest."""
    home = tmp_path / "home"
    shutil.copytree(half.home, home, symlinks=True)
    small.world.land(home)
    return home


__all__ = ["HALF_WAY", "LAST_DAY", "Finished"]
