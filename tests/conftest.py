"""What all suites share: a log that each test finds as it was, and a home with a night over a real year."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.shared import made_once

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PROGRAM = "from orchestration.cli import main; main()"


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """Commands run inside the test's process set up the program's log; the next test must not hear of it."""
    logger = logging.getLogger("memberloop")
    before = (list(logger.handlers), logger.level, logger.propagate)
    yield
    logger.handlers[:], logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


@pytest.fixture(scope="session")
def cj_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Complete Journey after one night; `MEMBERLOOP_TEST_CJ_HOME` names a home that has one already.

    All workers share it: do not write to it.
    """
    named = os.environ.get("MEMBERLOOP_TEST_CJ_HOME")
    if named:
        return Path(named)
    return made_once(tmp_path_factory, "complete-journey", _complete_journey)


def _complete_journey(home: Path) -> None:
    for arguments in (["import", "complete-journey"], ["run"]):
        subprocess.run([sys.executable, "-c", PROGRAM, *arguments], check=True, cwd=home, env=_environ(home))


def _environ(home: Path) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("MEMBERLOOP_", "DAGSTER_"))}
    given = {
        "MEMBERLOOP_HOME": str(home),
        "MEMBERLOOP_PEPPER": "a pepper of the tests",
        "PYTHONPATH": str(ROOT),
    }
    return inherited | given
