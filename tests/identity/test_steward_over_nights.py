"""What people tell outranks the rules on every night, survives a rebuild, and can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import duckdb
import pytest

from sources.control_tables import replace_told
from sources.stewardship.decisions import CANNOT_LINK, MUST_LINK, decide, decisions, undo
from sources.stewardship.naming import Identifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.identity.dbt_world import Row, World

pytestmark = [pytest.mark.slow, pytest.mark.e2e]

SIGNED = {"reason": "seen at the desk", "by": "steward", "at": datetime(2026, 3, 1)}  # noqa: DTZ001
NO1, NO2 = Identifier("member_no", "no1"), Identifier("member_no", "no2")
FIRST, SECOND = "M0000000001", "M0000000002"


def member(number: str, at: str, **more: str) -> Row:
    return {"member_no_hash": number, "mall_id": "m", "registered_at_utc": at, **more}


def tell(world: World, **more: list[tuple[str, ...]]) -> None:
    """Before a night: the control tables, as scope writes them from the files of the home."""
    rows = [decision.row for decision in decisions(world.home / "decisions.jsonl")]
    with duckdb.connect(world.file) as con:
        replace_told(con, {"steward_decision": rows, **more})


def said(world: World) -> list[tuple[str, str, str]]:
    return world.rows(
        "select op, member_uid_from, member_uid_to from core.identity_ledger"
        " where op in ('mint', 'merge', 'split', 'restore') order by seq"
    )


def test_a_must_link_joins_what_no_record_joins_until_it_is_undone(new_world: Callable[[], World]) -> None:
    world = new_world()
    path = world.home / "decisions.jsonl"
    world.deliver("member_registry", "2026-03-01", member("no1", "2026-03-01 01:00", openid_hash="open1"))
    world.deliver("member_registry", "2026-03-01", member("no2", "2026-03-01 02:00", openid_hash="open2"))
    tell(world)
    world.night("2026-03-01")
    assert world.members() == {"no1": FIRST, "open1": FIRST, "no2": SECOND, "open2": SECOND}

    decision, _ = decide(path, MUST_LINK, (NO1, NO2), **SIGNED)
    tell(world)
    for night in (["2026-03-02"], ["2026-03-02"], ["2026-03-03", "--full-refresh"]):
        world.night(*night)
        assert set(world.members().values()) == {FIRST}
    assert said(world)[-1] == ("merge", SECOND, FIRST)

    undo(path, decision.decision_id, **SIGNED)
    tell(world)
    world.night("2026-03-04")
    assert world.members() == {"no1": FIRST, "open1": FIRST, "no2": SECOND, "open2": SECOND}
    assert ("restore", FIRST, SECOND) in said(world)


def test_a_must_link_of_two_numbers_joins_people_with_unionids_of_their_own(
    new_world: Callable[[], World],
) -> None:
    world = new_world()
    for number, unionid in (("no1", "union1"), ("no2", "union2")):
        row = member(number, f"2026-03-01 0{number[-1]}:00", unionid_hash=unionid)
        world.deliver("member_registry", "2026-03-01", row)
    decide(world.home / "decisions.jsonl", MUST_LINK, (NO1, NO2), **SIGNED)
    tell(world)
    world.night("2026-03-01")
    assert set(world.members()) == {"no1", "no2", "union1", "union2"}
    assert set(world.members().values()) == {FIRST}


def test_a_cannot_link_parts_what_records_join_until_it_is_undone(new_world: Callable[[], World]) -> None:
    world = new_world()
    path = world.home / "decisions.jsonl"
    # One openid stands beside both member numbers: the mini-program was lent once.
    for day, number in (("2026-03-01", "no1"), ("2026-03-02", "no2")):
        world.deliver("member_registry", day, member(number, f"{day} 01:00", openid_hash="open1"))
    tell(world)
    world.night("2026-03-02")
    assert set(world.members().values()) == {FIRST}

    decision, _ = decide(path, CANNOT_LINK, (NO1, NO2), **SIGNED)
    tell(world)
    for night in (["2026-03-03"], ["2026-03-03"], ["2026-03-04", "--full-refresh"]):
        world.night(*night)
        assert world.members()["no1"] != world.members()["no2"]
    assert len(world.members()) == 3

    undo(path, decision.decision_id, **SIGNED)
    tell(world)
    world.night("2026-03-05")
    assert set(world.members().values()) == {FIRST}


def test_a_blocked_value_joins_nobody(new_world: Callable[[], World]) -> None:
    world = new_world()
    for day, number in (("2026-03-01", "no1"), ("2026-03-02", "no2")):
        world.deliver("member_registry", day, member(number, f"{day} 01:00", openid_hash="null"))
    tell(world, blocked_value=[("openid", "null", "a program's word for nothing")])
    world.night("2026-03-02")
    assert world.members()["no1"] != world.members()["no2"]
    assert "null" not in world.members()
