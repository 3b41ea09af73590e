"""Erasing people takes them, and households named after them, out of the ledger; others stay as they were."""

from __future__ import annotations

import pytest

from orchestration.forgetting_steps import STEPS, Work
from orchestration.forgetting_whom import Whom
from sources.assignment import ledger
from sources.erasure.targets import Targets
from tests.assignment.world import AT, World, uid


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path, members=20)
    world.register("C1")
    world.register("H1", unit="household", population="all")
    world.fill(
        "core.bridge_household_member",
        *((f"H{(i - 1) // 2 * 2 + 1:010}", uid(i), None) for i in range(1, 21)),
    )
    world.assign("C1")
    world.assign("H1")
    return world


def test_the_ledger_forgets_whom_it_must_and_nobody_else(world):
    before = {one: world.arms(one) for one in ("C1", "H1")}
    names = [path.name for path in ledger.files(world.home)]
    whom = Whom(Targets.of(()), (uid(3),), (uid(4),))
    (told,) = STEPS["assignments to experiments"](Work(world.settings, whom, AT))
    assert told == {"place": "experiments", "what": "assignment_ledger", "rows": 3}
    gone = {uid(3), uid(4), "H0000000003"}
    for one, arms in before.items():
        assert world.arms(one) == {unit: arm for unit, arm in arms.items() if unit not in gone}
    assert [path.name for path in ledger.files(world.home)] == names
    held = b"".join(path.read_bytes() for path in ledger.files(world.home))
    assert not any(unit.encode() in held for unit in gone)
    assert STEPS["assignments to experiments"](Work(world.settings, whom, AT)) == []


def test_an_erased_experiment_stays_assigned(world):
    whom = Whom(Targets.of(()), tuple(uid(i) for i in range(1, 21)), ())
    STEPS["assignments to experiments"](Work(world.settings, whom, AT))
    assert world.arms("C1") == {}
    assert ledger.design_of(world.home, "C1") is not None
