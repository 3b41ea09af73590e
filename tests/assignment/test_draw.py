"""The draw: known answers, the same in SQL and Python, and what holds for any salt, shares and units."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.assignment.arms import ArmsFault, control_of, parse_arms
from sources.assignment.draw import BY_POINT, BY_RANK, DrawFault, arm_at, draw, point

# Worked out by hand: printf 'v1|salt|unit' | sha256sum, its first 13 digits over 16^13.
KNOWN = [
    ("v1", "holdout-2026", "M0000000001", 0xD5FAFC4A93996),
    ("v1", "holdout-2026", "M0000000002", 0x9151CB42B38C3),
    ("v1", "", "", 0xE92211AE8AFF9),
    ("v1-ranked", "pilot", "C01", 0x4E235335DC36E),
    ("v1", "盐", "H0000000042", 0x895492F7F8FEF),
]
SHARES = {
    "half": "control=0.5;treat=0.5",
    "holdout": "control=0.05;treat=0.95",
    "three": "control=0.1;small=0.2;large=0.7",
    "thirds": "a=0.333;b=0.333;c=0.334",
}


@pytest.mark.parametrize(("version", "salt", "unit", "digits"), KNOWN)
def test_known_answers(version, salt, unit, digits):
    assert point(version, salt, unit) == digits / 16**13


def drawn(version, salt, arms, units, keys=None):
    """Arm and probability by unit, as SQL draws them."""
    with duckdb.connect() as con:
        con.execute("set threads = 2")
        con.execute(
            "create table asked as select unnest(?) as unit_key, unnest(?) as draw_key",
            [units, keys or units],
        )
        draw(con, (version, salt, parse_arms(arms)), "asked", "drawn")
        return {unit: (arm, share) for unit, arm, share in con.execute(
            "select unit_key, arm, probability from drawn order by 1"
        ).fetchall()}  # fmt: skip


@pytest.mark.parametrize("arms", SHARES.values(), ids=SHARES)
def test_sql_and_python_draw_alike(arms):
    units = [f"M{number:010}" for number in range(5000)]
    found = drawn(BY_POINT, "salt", arms, units)
    parsed = parse_arms(arms)
    assert len(found) == len(units)
    for unit, (arm, share) in found.items():
        wanted = arm_at(parsed, point(BY_POINT, "salt", unit))
        assert (arm, share) == (wanted.name, wanted.share)


@pytest.mark.parametrize("arms", SHARES.values(), ids=SHARES)
def test_shares_come_out_as_told(arms):
    """Within five standard errors over 40,000 units."""
    units = [f"M{number:010}" for number in range(40_000)]
    found = [arm for arm, _ in drawn(BY_POINT, "another", arms, units).values()]
    for arm in parse_arms(arms):
        error = (arm.share * (1 - arm.share) / len(units)) ** 0.5
        assert abs(found.count(arm.name) / len(units) - arm.share) < 5 * error


def test_salts_draw_independently():
    """Whoever is in control of one experiment is in control of the next as often as anybody."""
    units = [f"M{number:010}" for number in range(40_000)]
    one, other = (drawn(BY_POINT, salt, SHARES["half"], units) for salt in ("one", "other"))
    both = sum(one[unit][0] == other[unit][0] == "control" for unit in units) / len(units)
    assert abs(both - 0.25) < 5 * (0.25 * 0.75 / len(units)) ** 0.5


@settings(max_examples=60, deadline=None)
@given(
    units=st.sets(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12),
                  min_size=1, max_size=40),
    later=st.sets(st.text("abc", max_size=4), max_size=10),
    salt=st.text("xyz|'\"", max_size=5),
    arms=st.sampled_from(list(SHARES.values())),
)  # fmt: skip
def test_an_arm_is_the_units_own(units, later, salt, arms):
    """Neither order nor who else is drawn changes it; every unit is in exactly one arm."""
    alone = drawn(BY_POINT, salt, arms, sorted(units))
    crowd = drawn(BY_POINT, salt, arms, sorted(units | later, reverse=True))
    assert alone.keys() == units
    assert {unit: crowd[unit] for unit in units} == alone


def test_units_of_a_cluster_stay_together():
    units = [f"M{number:03}" for number in range(300)]
    keys = [f"H{number // 3:03}" for number in range(300)]
    found = drawn(BY_POINT, "s", SHARES["half"], units, keys)
    for unit, key in zip(units, keys, strict=True):
        assert found[unit][0] == arm_at(parse_arms(SHARES["half"]), point(BY_POINT, "s", key)).name


@settings(max_examples=60, deadline=None)
@given(count=st.integers(8, 60), salt=st.text("xyz", max_size=5))
def test_ranks_share_out_exactly(count, salt):
    found = drawn(BY_RANK, salt, "control=0.75;treat=0.25", [f"C{number:02}" for number in range(count)])
    in_control = [unit for unit, (arm, _) in found.items() if arm == "control"]
    assert len(found) == count
    assert len(in_control) == round(0.75 * count)
    highest = max(point(BY_RANK, salt, unit) for unit in in_control)
    assert all(point(BY_RANK, salt, unit) > highest for unit in found.keys() - set(in_control))


def test_too_few_for_an_arm_is_refused():
    with pytest.raises(DrawFault, match="nobody would be in treat"):
        drawn(BY_RANK, "s", "control=0.75;treat=0.25", ["C1"])


@pytest.mark.parametrize(
    "text",
    ["", "control=1", "control=0.5;treat=0.4", "a=0.5;a=0.5", "a=0.5;b", "a=-0.5;b=1.5", "a=nan;b=0.5",
     "=0.5;b=0.5", "a=0;b=1"],
)  # fmt: skip
def test_arms_that_cannot_be_drawn(text):
    with pytest.raises(ArmsFault):
        parse_arms(text)


def test_arms_cover_everything_once():
    arms = parse_arms(" a = 0.1 ; b=0.2;c=0.7;")
    assert [(arm.start, arm.end) for arm in arms] == [(0.0, 0.1), (0.1, 0.3), (0.3, 1.0)]
    assert control_of(arms) == "a"
    assert control_of(parse_arms("treat=0.5;control=0.5")) == "control"
