"""Publishers are killed for real at every stage; readers read on, and the next publish repairs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from publishing import current_file, list_versions, publish, recover
from publishing.publish import STAGES
from publishing.store import Store
from tests.publishing.support import run_info, stamps

if TYPE_CHECKING:
    from collections.abc import Callable

    from publishing.contract import TableContract

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
# From this stage on the new version is whole, so recovery goes forward with it.
DECIDED = STAGES[STAGES.index("versioned") :]


def start(script: str, *arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, HERE / script, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("earlier", "stage"),
    [*((1, stage) for stage in STAGES), (0, "database"), (0, "versioned"), (0, "current")],
)
def test_a_kill_after_any_stage_leaves_a_whole_store(
    warehouse: Callable[[int], Path], published: Path, tables: list[TableContract], earlier: int, stage: str
) -> None:
    if earlier:
        publish(warehouse(1), published, tables, run_info(1))
    new = earlier + 1
    killed = start("publisher.py", published.parent / "other.duckdb", published, str(new), stage)
    assert killed.wait(timeout=60) == -signal.SIGKILL

    swapped = stage in DECIDED and stage != "versioned"
    if earlier or swapped:
        assert stamps(current_file(published))["build"] == (new if swapped else 1)
    else:
        assert not Store(published).current.exists()

    recover(published)
    expected = new if stage in DECIDED else earlier
    if expected:
        assert stamps(current_file(published)) == {"build": expected, "version": expected}
    assert len(list_versions(published)) == expected
    assert recover(published).removed == ()

    publish(warehouse(7), published, tables, run_info(7))
    assert stamps(current_file(published)) == {"build": 7, "version": expected + 1}
    assert leftovers(published) == []


def test_readers_see_whole_versions_through_many_publishes_and_kills(
    warehouse: Callable[[int], Path], published: Path, tables: list[TableContract]
) -> None:
    publish(warehouse(1), published, tables, run_info(1))
    stop = published.parent / "stop"
    reader = start("reader.py", current_file(published), stop)
    publishes = 32
    for version in range(2, publishes + 2):
        publish(warehouse(version), published, tables, run_info(version), keep=2)
        if version % 8 == 0:
            # Killed before its version is decided, so that builds and versions stay in step.
            fatal = ("database", "parquet", "audited", "sealed")[version // 8 - 1]
            killed = start("publisher.py", published.parent / "other.duckdb", published, "999", fatal)
            assert killed.wait(timeout=60) == -signal.SIGKILL
    stop.touch()
    told, _ = reader.communicate(timeout=60)
    result = json.loads(told)

    assert result["failures"] == []
    assert result["seen"] == sorted(result["seen"])
    assert result["reads"] > len(result["seen"]) > 5
    assert stamps(current_file(published)) == {"build": publishes + 1, "version": publishes + 1}


def leftovers(published: Path) -> list[str]:
    return [str(path) for path in published.rglob(".*") if path.name != ".lock"]
