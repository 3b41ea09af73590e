"""Assignments: the holdout first, campaigns from the rest, once for all, and not after the first send."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from orchestration.assigning.warehouse import AssigningFault
from tests.assignment.world import AT, World, uid

HOLDOUT = {"kind": "universal_holdout", "arms": "control=0.2;treat=0.8"}


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, members=400)


def test_campaigns_are_drawn_from_the_rest_of_the_holdout(world):
    world.register("HOLD", **HOLDOUT)
    world.register("C1")
    holdout, campaign = world.assign("C1")
    held = {unit for unit, arm in world.arms("HOLD").items() if arm == "control"}
    assert len(world.arms("HOLD")) == 400
    assert 40 < len(held) < 120
    assert world.arms("C1").keys() == {uid(i) for i in range(1, 401)} - held
    assert (holdout.arms["control"], campaign.held_out) == (len(held), len(held))


def test_a_holdout_assigned_elsewhere_counts_and_who_was_not_drawn_is_left_out(world):
    world.register("HOLD", **HOLDOUT, external=True)
    world.register("C1")
    arms = [("HOLD", uid(i), "control" if i < 4 else "treat", AT, True) for i in range(1, 9)]
    nobody = ("HOLD", None, "control", AT, True)
    # What the last night knew of our own assignments is in the ledger, too, and counts by what stands there.
    ours = ("HOLD", uid(20), "control", AT, False)
    world.fill("intermediate.int_experiment__assignment", *arms, nobody, ours)
    (campaign,) = world.assign("C1")
    assert world.arms("C1").keys() == {uid(i) for i in range(4, 9)}
    assert (campaign.held_out, campaign.undrawn) == (3, 392)


def test_a_holdout_that_is_over_holds_nobody_out(world):
    world.register("HOLD", **HOLDOUT, end_at="2026-02-20")
    world.register("C1")
    world.assign("C1")
    assert len(world.arms("C1")) == 400


def test_what_is_assigned_is_frozen(world):
    world.register("C1")
    world.assign("C1")
    before = world.arms("C1")
    world.fill("core.dim_member", (uid(999), "2026-02-01", "M01", *[None] * 6, True, 0))
    with pytest.raises(AssigningFault, match="assigned and frozen"):
        world.assign("C1")
    assert world.arms("C1") == before


def test_a_holdout_goes_on_with_who_is_new(world):
    world.register("HOLD", **HOLDOUT)
    world.assign("HOLD")
    before = world.arms("HOLD")
    world.fill("core.dim_member", (uid(999), "2026-02-01", "M01", *[None] * 6, True, 0))
    # A merge makes no new unit of the one that is left.
    world.fill("core.member_redirect", (uid(1), uid(1000)))
    world.fill("core.dim_member", (uid(1000), "2026-02-01", "M01", *[None] * 6, True, 0))
    (again,) = world.assign("HOLD")
    assert sum(again.arms.values()) == 1
    after = world.arms("HOLD")
    assert after.keys() - before.keys() == {uid(999)}
    assert {unit: after[unit] for unit in before} == before
    (third,) = world.assign("HOLD")
    assert sum(third.arms.values()) == 0


@pytest.mark.parametrize("told", [{"arms": "control=0.3;treat=0.7"}, {"salt": "another"}])
def test_a_holdout_whose_design_changed_is_refused(world, told):
    world.register("HOLD", **HOLDOUT)
    world.assign("HOLD")
    with world.warehouse() as con:
        for name, value in told.items():
            con.execute(f"update core.dim_experiment set {name} = ?", [value])
    with pytest.raises(AssigningFault, match="changed since it was first drawn"):
        world.assign("HOLD")


@pytest.mark.parametrize(
    ("send", "is_late"),
    [
        (("C1", None, "sent", None), True),
        ((None, "CAMP", "sent", None), True),
        (("C1", "CAMP", "planned", None), False),
        ((None, "OTHER", "sent", None), False),
        ((None, None, "sent", None), False),
    ],
)
def test_nobody_is_assigned_after_the_first_send(world, send, is_late):
    world.register("C1", campaign_id="CAMP")
    world.fill("core.fct_outreach", send)
    if is_late:
        with pytest.raises(AssigningFault, match="1 sends of it are out"):
            world.assign("C1")
    else:
        world.assign("C1")
    assert bool(world.arms("C1")) is not is_late


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"external": True}, "assigned elsewhere"),
        ({"arms": "control=0.5;treat=0.6"}, "add up to 1.1"),
        ({"population": "members who come"}, "give --population"),
        ({"population": "layer='; drop table x"}, "give --population"),
        ({"unit": "shop"}, "cannot be assigned"),
        ({"kind": "universal_holdout", "unit": "household"}, "is of members"),
        ({"unit": "household", "population": "by=group"}, "whole WeCom groups of members"),
        ({"unit": "community", "population": "layer=silent"}, "communities are drawn from"),
    ],
)
def test_what_cannot_be_assigned_is_told(world, told, fault):
    world.register("C1", **told)
    with pytest.raises(AssigningFault, match=fault):
        world.assign("C1")
    assert world.arms("C1") == {}


@pytest.mark.parametrize(("at", "is_fine"), [("2026-02-28T15:59", False), ("2026-02-28T16:00", True)])
def test_it_takes_effect_on_the_nights_day_or_later(world, at, is_fine):
    """Midnight of 1 March in Shanghai is 16:00 of the day before in UTC."""
    world.register("C1")
    if is_fine:
        world.assign("C1", at=datetime.fromisoformat(at))
    else:
        with pytest.raises(AssigningFault, match="takes effect between"):
            world.assign("C1", at=datetime.fromisoformat(at))


def test_a_dry_run_writes_nothing(world):
    world.register("HOLD", **HOLDOUT)
    world.register("C1")
    holdout, campaign = world.assign("C1", dry=True)
    assert sum(holdout.arms.values()) == 400
    assert sum(campaign.arms.values()) == 400 - campaign.held_out
    assert not world.home.assignments.exists()


def test_terms_must_all_hold(world):
    world.register("C1", population="mall=M01;visited=5;reachable")
    last_visit = [(uid(i), date(2026, 3, 1) - timedelta(days=i % 10), 0, 1, 1) for i in range(1, 401)]
    world.fill("lifecycle.int_member__event_day", *last_visit)
    world.assign("C1")
    assert world.arms("C1").keys() == {uid(i) for i in range(1, 401) if i % 2 == 0 and i % 10 < 5}


def test_households_with_somebody_held_out_are_left_alone(world):
    world.register("HOLD", **HOLDOUT)
    world.register("H1", unit="household")
    homes = [(f"H{(i + 1) // 2:010}", uid(i), None) for i in range(1, 401)]
    world.fill("core.bridge_household_member", *homes, ("H-gone", uid(1), "2026-02-28"))
    world.assign("H1")
    held = {unit for unit, arm in world.arms("HOLD").items() if arm == "control"}
    free = {home for home, *_ in homes} - {home for home, one, _ in homes if one in held}
    assert world.arms("H1").keys() == free


def test_communities_are_shared_out_exactly(world):
    world.register("P1", unit="community", arms="control=0.75;treat=0.25", population="communities")
    world.fill("core.dim_community", *((f"C{i:02}", True) for i in range(8)), ("C99", False))
    world.assign("P1")
    assert sorted(world.arms("P1").values()) == ["control"] * 6 + ["treat"] * 2


def test_members_of_a_group_get_the_groups_arm(world):
    world.register("G1", population="by=group")
    joined = [(uid(i), f"chat{i % 20}", "2026-01-01", None) for i in range(1, 201)]
    world.fill(
        "core.fct_group_membership", *joined, (uid(1), "chat9", "2026-01-02", None),
        (uid(300), "chat1", "2026-01-01", "2026-02-01"),
    )  # fmt: skip
    world.assign("G1")
    arms = world.arms("G1")
    assert arms.keys() == {uid(i) for i in range(1, 201)}
    for chat in range(20):
        assert len({arms[uid(i)] for i in range(1, 201) if i % 20 == chat}) == 1


def test_wake_ups_take_who_has_been_away_that_long_and_rests(world):
    """Of the rule's gap: not who came back, is due for the next one, or had an offer, whichever arm."""
    world.register("W1", kind="wake_up", population="wake=30")
    world.register("W0", kind="wake_up")
    eligible = [(uid(i), "visit_30d", "2026-02-20") for i in range(1, 9)]
    world.fill("intermediate.int_wake__eligible", *eligible, (uid(3), "visit_60d", "2026-03-01"),
               (uid(9), "visit_60d", "2026-02-20"), (uid(4), "interaction_7d", "2026-02-25"))  # fmt: skip
    last_seen = [(uid(i), "2026-01-21", 0, 1, 1) for i in range(1, 9)]
    world.fill("lifecycle.int_member__event_day", *last_seen, (uid(2), "2026-02-21", 0, 1, 0),
               (uid(4), "2026-02-21", 0, 0, 1))  # fmt: skip
    # The days of rest are 30, of which as-of is the last: 31 January is the first before them.
    world.fill("intermediate.int_wake__send", (uid(5), "2026-01-31"), (uid(6), "2026-01-30"))
    world.fill(
        "intermediate.int_experiment__assignment",
        ("W0", uid(7), "control", "2026-02-10", True),
        ("C9", uid(8), "control", "2026-02-10", True),
    )
    world.assign("W1")
    assert world.arms("W1").keys() == {uid(i) for i in (1, 4, 6, 8)}
