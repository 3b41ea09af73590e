"""The rules of identity through dbt: who is one person with whom, in whatever order the files came."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb
import pytest

from sources.control_tables import replace_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.identity.dbt_world import Row, World

pytestmark = pytest.mark.slow
Delivery = tuple[str, str, "Row"]
NIGHT = "2026-03-31"


def member(number: str, at: str, **more: str) -> Delivery:
    return (
        "member_registry",
        at[:10],
        {"member_no_hash": number, "mall_id": "m", "registered_at_utc": at, **more},
    )


def bound(openid: str, at: str, phone: str, **more: str) -> Delivery:
    row = {
        "appid": "a",
        "openid_hash": openid,
        "bound_at_utc": at,
        "phone_hash": phone,
        "phone_verified": True,
    }
    return "app_binding", at[:10], {**row, "action": "bind", **more}


def typed(openid: str, at: str, phone: str) -> Delivery:
    return (
        "wifi_portal",
        at[:10],
        {"login_at_utc": at, "phone_hash": phone, "openid_hash": openid, "mac_hash_hash": openid},
    )


DELIVERIES = [
    # two of a family give one number; each stays one person, and the number is nobody's own
    member("dad", "2026-03-01 01:00", phone_hash="home", unionid_hash="u_dad", openid_hash="o_dad"),
    member("mum", "2026-03-02 01:00", phone_hash="home", unionid_hash="u_mum", openid_hash="o_mum"),
    # registered at a till, bound in the app later: one person; a typed number joins nobody
    member("ann", "2026-03-01 02:00", phone_hash="ann's"),
    bound("o_ann", "2026-03-05 02:00", "ann's", unionid_hash="u_ann"),
    typed("o_other", "2026-03-06 02:00", "ann's"),
    # a number given up and given out again
    member("old", "2024-03-01 02:00", phone_hash="recycled"),
    member("new", "2026-03-03 02:00", phone_hash="recycled"),
    # a placeholder joins nobody
    member("bob", "2026-03-03 03:00", phone_hash="1380"),
    bound("o_cat", "2026-03-04 03:00", "1380"),
    # one account of two unionids: the later record wins it
    bound("o_two", "2026-03-07 03:00", "two's", unionid_hash="u_one"),
    bound("o_two", "2026-03-08 03:00", "two's", unionid_hash="u_two"),
    # what a steward says: joined against the records' silence, kept apart against their word
    member("eve", "2026-03-03 04:00"),
    member("eve2", "2026-03-03 04:00"),
    member("fay", "2026-03-03 05:00", phone_hash="fay's"),
    bound("o_gus", "2026-03-03 05:00", "fay's", unionid_hash="u_gus"),
]  # fmt: skip
WHEN = datetime(2026, 3, 9, tzinfo=UTC)
DECISIONS = [
    ("d1", "must_link", "member_no", "eve", "member_no", "eve2", "the same", "steward", WHEN, True),
    ("d2", "cannot_link", "member_no", "fay", "unionid", "u_gus", "two people", "steward", WHEN, True),
    ("d3", "must_link", "member_no", "bob", "openid", "o_cat", "undone", "steward", WHEN, False),
]
BLOCKED = [("phone", "1380", "placeholder")]
MODELS = ("+identity_ledger", "+int_identity__guard_verdict", "+int_identity__review")


def built(world: World, deliveries: list[Delivery]) -> World:
    for feed, day, row in deliveries:
        world.deliver(feed, day, row)
    with duckdb.connect(world.file) as con:
        replace_told(con, {"steward_decision": DECISIONS, "blocked_value": BLOCKED})
    world.night(NIGHT, "--select", *MODELS)
    return world


def test_rules(new_world: Callable[[], World]) -> None:
    world = built(new_world(), DELIVERIES)
    together = world.partition()
    for one in (
        {"dad", "u_dad", "o_dad"}, {"mum", "u_mum", "o_mum"}, {"ann", "ann's", "o_ann", "u_ann"}, {"o_other"},
        {"bob"}, {"o_cat"}, {"o_two", "u_two", "two's"}, {"u_one"}, {"eve", "eve2"}, {"o_gus", "u_gus"},
        {"fay"},
    ):  # fmt: skip
        assert one in together, one
    assert not {"home", "1380", "fay's"} & set(world.members())
    epochs = world.rows("""
        select valid_from, valid_to, member_uid from identity.int_identity__member_identifier
        where identifier_hash = 'recycled' order by valid_from
    """)
    members = world.members()
    assert [(str(a)[:10], str(b)[:10]) for a, b, _ in epochs] == [
        ("0001-01-01", "2026-03-03"), ("2026-03-03", "9999-12-31"),
    ]  # fmt: skip
    assert [uid for _, _, uid in epochs] == [members["old"], members["new"]]
    verdicts = dict(
        world.rows("select guard, count(*) from identity.int_identity__guard_verdict group by guard")
    )
    assert verdicts == {"blocked_value": 1, "recycled": 1, "component_check": 2, "steward": 4}

    assert world.rows("select count(*) from identity.int_identity__review") == [(2,)]

    shuffled = random.Random(4).sample(DELIVERIES, len(DELIVERIES))
    late = [(feed, NIGHT, row) for feed, _, row in shuffled]
    assert built(new_world(), late).partition() == together
