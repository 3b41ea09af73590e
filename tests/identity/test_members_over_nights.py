"""Ids over nights: minted once, merged to the oldest, given back on a split, the same twice over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.identity.dbt_world import Row, World

pytestmark = [pytest.mark.slow, pytest.mark.e2e]


def member(number: str, at: str, **more: str) -> Row:
    return {"member_no_hash": number, "mall_id": "m", "registered_at_utc": at, **more}


def ticket(number: str, day: str, card: str) -> Row:
    return {
        "store_code": "A", "till_no": "1", "ticket_no": number, "till_date": day, "till_time": "12:00:00",
        "ticket_kind": "sale", "card_no_hash": card, "quantity": 1, "net_fen": 100,
    }  # fmt: skip


FIRST = [
    (
        "member_registry",
        "2026-03-01",
        member("no1", "2026-03-01 01:00", unionid_hash="union1", card_no_hash="card1"),
    ),
    ("member_registry", "2026-03-01", member("no2", "2026-03-01 02:00", openid_hash="open2")),
    ("pos_sales", "2026-03-01", ticket("1", "2026-03-01", "card9")),
]
# The second member turns out to be the first, who binds a card that a till has known.
BOUND = member(
    "no2",
    "2026-03-01 02:00",
    tier_changed_at_utc="2026-03-02 02:00",
    unionid_hash="union1",
    card_no_hash="card9",
)
# A corrected delivery of the same key: the unionid was somebody else's.
CORRECTED = {**BOUND, "unionid_hash": "union2"}
SECOND = [("member_registry", "2026-03-02", BOUND)]
THIRD = [("member_registry", "2026-03-03", CORRECTED)]


def ledger(world: World) -> list[tuple[str, str, str]]:
    return world.rows("select op, member_uid_from, member_uid_to from core.identity_ledger order by seq")


def test_ids_are_for_ever(new_world: Callable[[], World]) -> None:
    world = new_world()
    for delivery in [*FIRST, *SECOND, *THIRD]:
        world.deliver(*delivery)

    world.night("2026-03-01")
    first = world.members()
    assert first["no1"] == first["union1"] == first["card1"] == "M0000000001"
    assert first["no2"] == first["open2"] == "M0000000002"
    assert first["card9"] == "M0000000003"

    written = ledger(world)
    world.night("2026-03-01", "--full-refresh")
    assert ledger(world) == written
    assert world.members() == first

    world.night("2026-03-02")
    assert set(world.members().values()) == {"M0000000001"}
    redirects = dict(world.rows("from core.member_redirect"))
    assert redirects == {"M0000000002": "M0000000001", "M0000000003": "M0000000001"}
    assert ledger(world)[: len(written)] == written

    world.night("2026-03-03")
    third = world.members()
    assert third["no1"] == third["union1"] == third["card1"] == "M0000000001"
    assert third["no2"] == third["open2"] == third["union2"] == third["card9"] == "M0000000002"
    # The id of the card that came along follows it to where it went.
    assert dict(world.rows("from core.member_redirect")) == {"M0000000003": "M0000000002"}
    assert ("split", "M0000000001", "M0000000002") in ledger(world)

    numbers = [seq for (seq,) in world.rows("select seq from core.identity_ledger order by seq")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_order_of_nights_makes_no_difference_to_who_is_who(new_world: Callable[[], World]) -> None:
    by_night, at_once = new_world(), new_world()
    for world in (by_night, at_once):
        for delivery in [*FIRST, *SECOND, *THIRD]:
            world.deliver(*delivery)
    for day in ("2026-03-02", "2026-03-01", "2026-03-03"):
        by_night.night(day)
    at_once.night("2026-03-03")
    assert by_night.partition() == at_once.partition()


def test_a_ledger_built_alone_writes_nothing_twice(new_world: Callable[[], World]) -> None:
    world = new_world()
    for delivery in FIRST:
        world.deliver(*delivery)
    world.night("2026-03-01")
    written = ledger(world)
    world.night("2026-03-01", "--select", "identity_ledger")
    assert ledger(world) == written
