"""Points, coupons, commission, payouts and stock add up exactly, whatever came late, twice or corrected."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sources.synthetic import generate
from sources.synthetic.rates import CityRates
from tests.e2e.nights import memberloop
from tests.oracles import all_faults, subjects

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long
PEOPLE, DAYS, SEED = 150, 45, 11


@pytest.fixture(scope="module")
def nights(tmp_path_factory) -> tuple[list[str], list[str]]:
    """Faults after a night that misses every third file, and after one with all of them, some twice."""
    home = tmp_path_factory.mktemp("hold") / "home"
    landing = home / "landing"
    generate(
        landing, home / "truth", members=PEOPLE, days=DAYS, seed=SEED,
        rates=CityRates.drawn(SEED), wait_days=5,
    )  # fmt: skip
    late = _put_aside(landing, home / "aside")
    first = memberloop(home, "run")
    assert first.exit == 0, first.said
    before = all_faults(home)
    shutil.copytree(home / "aside", landing, dirs_exist_ok=True)
    _deliver_again(landing, late)
    # A third of all registrations at once merges more than any real night does; the steward lets it pass.
    newest = max(path.name for path in landing.glob("*/*"))
    second = memberloop(home, "run", MEMBERLOOP_PARAMETERS_IDENTITY_BREAKER_LET_PASS=newest)
    assert second.exit == 0, second.said
    return before, all_faults(home)


def test_there_is_something_that_must_hold():
    assert {"points", "benefits", "commission", "guides", "inventory", "suppression"} <= set(subjects())


def test_it_holds_while_deliveries_are_missing(nights):
    assert nights[0] == []


def test_it_holds_when_they_have_come_late_and_twice(nights):
    assert nights[1] == []


def _put_aside(landing: Path, aside: Path) -> list[str]:
    """Move every third file that is not a master table; a list of what there is stays whole."""
    files = sorted(path for path in landing.rglob("*") if path.is_file())
    chosen = [path for path in files if not path.relative_to(landing).parts[0].startswith("master_")][::3]
    for path in chosen:
        target = aside / path.relative_to(landing)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
    return [path.relative_to(landing).as_posix() for path in chosen]


def _deliver_again(landing: Path, names: list[str]) -> None:
    """Every other late file comes once more under another name on its own day."""
    for name in names[::2]:
        path = landing / name
        shutil.copyfile(path, path.with_name(f"again-{path.name}"))
