"""Homes that took a whole night to make are made once and copied for whoever wants to go on from them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.e2e.nights import Ended, memberloop
from tests.shared import made_once
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


def _shared(factory: pytest.TempPathFactory, name: str, night: Callable[[Path], Ended]) -> Finished:
    """A home that one worker makes for all, with how its night ended beside it."""

    def make(folder: Path) -> None:
        (folder / "home").mkdir()
        (folder / "ended.json").write_text(json.dumps(asdict(night(folder / "home"))), encoding="utf-8")

    folder = made_once(factory, name, make)
    return Finished(folder / "home", Ended(**json.loads((folder / "ended.json").read_text(encoding="utf-8"))))


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
    """All files at once, one night that Dagster keeps a record of. Workers share it: do not write to it."""

    def night(home: Path) -> Ended:
        small.world.land(home)
        record = home / "dagster"
        record.mkdir()
        return memberloop(home, "run", DAGSTER_HOME=str(record))

    return _shared(tmp_path_factory, "finished", night)


@pytest.fixture(scope="session")
def half(small, first_half, tmp_path_factory):
    """Half of the files and a night over the first weeks. Workers share it: do not write to it."""

    def night(home: Path) -> Ended:
        small.world.land(home, first_half)
        return memberloop(home, "run", "--from", str(FIRST_DAY), "--to", str(HALF_WAY))

    return _shared(tmp_path_factory, "half", night)


@pytest.fixture
def grown(small, half, tmp_path):
    """A home that has run half and has just got the rest."""
    home = tmp_path / "home"
    shutil.copytree(half.home, home, symlinks=True)
    small.world.land(home)
    return home


__all__ = ["HALF_WAY", "LAST_DAY", "Finished"]
