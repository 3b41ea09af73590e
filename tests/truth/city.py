"""Makes a city, runs a night over it in a process of its own, and compares."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sources.synthetic import generate
from sources.synthetic.rates import CityRates
from tests.truth.compare import verdicts

if TYPE_CHECKING:
    from tests.truth.compare import Verdict

ROOT = Path(__file__).parents[2]
PROGRAM = "from orchestration.cli import main; main()"
MEMBERS, DAYS = 300, 75
WAIT_DAYS = 10
"""Late files and corrections of the last day arrive within these."""


def clean_city(home: Path, seed: int, members: int = MEMBERS) -> None:
    """A city in which everybody is known: its figures must be true to the last person."""
    generate(
        home / "landing", home / "truth", members=members, days=DAYS, seed=seed,
        rates=CityRates.clean(seed), dirt=False, wait_days=WAIT_DAYS,
    )  # fmt: skip


def dirty_city(home: Path, seed: int, members: int = MEMBERS) -> None:
    """A city with drawn rates, late, doubled and damaged files: what happened must be counted exactly."""
    generate(
        home / "landing", home / "truth", members=members, days=DAYS, seed=seed,
        rates=CityRates.drawn(seed), wait_days=WAIT_DAYS,
    )  # fmt: skip


CITIES = {"clean": clean_city, "dirty": dirty_city}


def night(home: Path) -> subprocess.CompletedProcess[str]:
    """Run everything that landed."""
    given = {
        "MEMBERLOOP_HOME": str(home),
        "MEMBERLOOP_PEPPER": "a pepper of the truth",
        "PYTHONPATH": str(ROOT),
    }
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("MEMBERLOOP_", "DAGSTER_"))
    }
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "run"],
        cwd=home, env=kept | given, capture_output=True, text=True, check=False,
    )  # fmt: skip


def judged(home: Path) -> list[Verdict]:
    """The verdict on every metric of a home whose city has its truth beside it."""
    return verdicts(home / "published" / "current" / "memberloop.duckdb", home / "truth")
