"""The commands as typed: an assignment, its list, and what they say when it cannot be."""

from __future__ import annotations

import csv
import json
import stat

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from tests.assignment.world import World, uid


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, members=100)


@pytest.fixture
def typed(world, monkeypatch):
    """Run `memberloop experiment …` on the world's home."""
    monkeypatch.setenv("MEMBERLOOP_HOME", str(world.home.root))
    monkeypatch.setenv("MEMBERLOOP_PEPPER", "a secret of the tests")
    return lambda *words: CliRunner().invoke(main, ["experiment", *words])


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_an_assignment_and_its_list(world, typed, tmp_path):
    world.register("C1")
    kept = [("member_no", f"no{i}", "2026-01-01", None, uid(i), "owner") for i in range(1, 101)]
    world.fill(
        "core.bridge_member_identifier",
        *kept,
        ("member_no", "a-new", "2026-02-01", None, uid(2), "owner"),
        ("member_no", "gone", "2026-02-01", "2026-02-03", uid(3), "owner"),
        ("phone", "lent", "2026-02-01", None, uid(4), "shared"),
    )
    dry = typed("assign", "C1", "--dry-run", "--json")
    assert dry.exit_code == 0
    done = typed("assign", "C1", "--at", "2026-03-02T10:00")
    assert done.exit_code == 0
    assert "Frozen." in done.output
    arms = world.arms("C1")
    counted = {row["arm"]: row["new_units"] for row in json.loads(dry.output)}
    assert counted == {arm: list(arms.values()).count(arm) for arm in ("control", "treat")}
    listed = rows(typed("export", "C1").stdout)
    assert {row["member_uid"] for row in listed} == {unit for unit, arm in arms.items() if arm == "treat"}
    target = tmp_path / "list.csv"
    control = typed("export", "C1", "--arm", "control", "--to", str(target))
    assert control.exit_code == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    both = {row["member_uid"]: row for row in [*listed, *rows(target.read_text(encoding="utf-8"))]}
    assert both.keys() == arms.keys()
    # The newest number of one's own.
    found = [both[uid(i)]["member_no_hash"] for i in (2, 3)]
    assert found == ["a-new", "no3"]
    assert both[uid(4)]["phone_hash"] == ""


def test_after_a_merge_the_first_arm_stands_and_the_held_out_get_nothing(world, typed):
    world.register("HOLD", kind="universal_holdout", arms="control=0.2;treat=0.8")
    world.register("C1")
    typed("assign", "C1")
    held = next(unit for unit, arm in world.arms("HOLD").items() if arm == "control")
    arms = world.arms("C1")
    treated = [unit for unit, arm in sorted(arms.items()) if arm == "treat"]
    control = [unit for unit, arm in sorted(arms.items()) if arm == "control"]
    first, second = sorted((treated[0], control[0]))
    # A treated member turns out to be a control one, and another to be somebody who is held out.
    world.fill("core.member_redirect", (second, first), (treated[1], held))
    listed = {row["member_uid"] for row in rows(typed("export", "C1").stdout)}
    wanted = set(treated[2:]) | ({first} if arms[first] == "treat" else set())
    assert listed == wanted


def test_households_and_communities_are_listed_by_their_members(world, typed):
    world.register("H1", unit="household", population="all")
    world.register("P1", unit="community", population="communities")
    world.fill("core.bridge_household_member", *((f"H{i // 2}", uid(i), None) for i in range(1, 101)))
    world.fill("core.dim_community", ("C1", True), ("C2", True))
    world.fill(
        "core.fct_order_line",
        (uid(1), "C1", "2026-02-01", False),
        (uid(1), "C2", "2026-02-02", False),
        (uid(2), "C1", "2026-02-02", False),
        (uid(2), "C2", "2026-02-03", True),
    )
    for one in ("H1", "P1"):
        typed("assign", one)
    listed = {row["member_uid"] for row in rows(typed("export", "H1").stdout)}
    assert listed == {uid(i) for i in range(1, 101) if world.arms("H1")[f"H{i // 2}"] == "treat"}
    people = {arm: rows(typed("export", "P1", "--arm", arm).stdout) for arm in ("control", "treat")}
    found = {row["unit_key"]: row["member_uid"] for listed in people.values() for row in listed}
    assert found == {"C1": uid(2), "C2": uid(1)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("assign", "NONE"), "deliver it in master_experiment"),
        (("assign", "C1", "--at", "2026-02-01"), "takes effect between"),
        (("export", "C1"), "nobody is assigned yet"),
        (("export", "HOLD"), "sends nothing"),
        (("results",), "nothing is published yet"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(world, typed, words, said):
    world.register("C1")
    world.register("HOLD", kind="universal_holdout")
    outcome = typed(*words)
    assert outcome.exit_code == 2
    assert said in outcome.output


def test_an_arm_that_is_none(world, typed):
    world.register("C1")
    typed("assign", "C1")
    assert "known: control, treat" in typed("export", "C1", "--arm", "other").output
