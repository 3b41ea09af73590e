"""The circuit breaker: what it looks at is what the registry says, and what trips it is told by value."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from sources.registry import load_registry
from tests.identity.dbt_world import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.identity.dbt_world import Row, World

MODEL = PROJECT / "models/intermediate/identity/ledger/int_identity__delivered_value.sql"
PEOPLE = {"phone", "unionid", "openid", "external_userid", "card_no", "member_no"}
# Columns that may honestly say one value in most of their rows, or that say nothing about who the row is of.
LEFT_OUT = {
    ("member_registry", "member_no"),  # the key: a record each
    ("app_binding", "openid"),  # the key
    ("event_checkin", "member_no"),  # the key
    ("event_checkin", "openid"),  # the key
    ("survey", "member_no"),  # the key
    ("survey", "openid"),  # the key
    ("master_staff", "phone"),  # staff
    ("master_leader", "phone"),  # staff
    ("master_role", "member_no"),  # a list of who has a role
    ("wecom_contact", "external_userid"),  # the key
    ("wecom_group", "external_userid"),  # the key
    ("wecom_group_event", "external_userid"),  # the key
    ("wecom_mass_send", "external_userid"),  # the key
    ("wecom_link", "external_userid"),  # the key
}


def watched() -> dict[str, dict[str, list[str]]]:
    told = re.search(r"set watched = (\{.*?\}) %\}", MODEL.read_text(), re.DOTALL)
    assert told is not None
    return ast.literal_eval(told[1])


def test_every_identifier_that_makes_members_is_watched() -> None:
    registry = {
        (feed.name, column.identifier)
        for feed in load_registry()
        for column in feed.columns
        if column.identifier in PEOPLE and column.name == column.identifier
    }
    looked_at = {(feed, kind) for feed, of_feed in watched().items() for kind in of_feed["types"]}
    assert looked_at | LEFT_OUT == registry
    assert not looked_at & LEFT_OUT


def test_records_are_those_of_the_registry() -> None:
    keys = {feed.name: list(feed.key) for feed in load_registry()}
    assert {feed: of_feed["key"] for feed, of_feed in watched().items()} == {
        feed: keys[feed] for feed in watched()
    }


def newcomers(number: int, **same: str) -> list[Row]:
    at = "2026-03-01 01:00"
    return [
        {"member_no_hash": f"no{n:03}", "mall_id": "m", "registered_at_utc": at, **same}
        for n in range(number)
    ]


def faults(world: World) -> list[tuple]:
    return world.rows(
        "select fault, source_feed, identifier_type, identifier_short, observed"
        " from identity.int_identity__breaker order by all"
    )


@pytest.mark.slow
@pytest.mark.e2e
def test_a_poisoned_file_trips_it_until_it_is_corrected(new_world: Callable[[], World]) -> None:
    world = new_world()
    poison = "0123456789abcdef0123"
    world.deliver("member_registry", "2026-03-01", *newcomers(60, phone_hash=poison))
    world.night("2026-03-01", "--select", "+int_identity__breaker")
    assert ("one_value", "member_registry", "phone", "0123456789ab", 60) in faults(world)
    message = world.rows("select message from identity.int_identity__breaker where fault = 'one_value'")[0][0]
    assert "60 of 60 records delivered on 2026-03-01 carry phone 0123456789ab…" in message
    assert poison not in message

    for row in newcomers(60):
        world.deliver("member_registry", "2026-03-02", row)
    world.night("2026-03-02", "--select", "+int_identity__breaker")
    assert faults(world) == []


@pytest.mark.slow
@pytest.mark.e2e
def test_fewer_records_or_a_smaller_share_do_not(new_world: Callable[[], World]) -> None:
    world = new_world()
    world.deliver("member_registry", "2026-03-01", *newcomers(29, unionid_hash="few"))
    many = newcomers(200)
    for number, row in enumerate(many):
        row |= {"member_no_hash": f"other{number}", "openid_hash": "half" if number < 99 else f"open{number}"}
    world.deliver("member_registry", "2026-03-01", *many)
    world.night("2026-03-01", "--select", "+int_identity__breaker")
    assert [fault for fault in faults(world) if fault[0] == "one_value"] == []

    # One file a record, as pushes come: what a file does not show, its day does.
    for row in newcomers(30, card_no_hash="pushed"):
        world.deliver("member_registry", "2026-03-02", row)
    world.night("2026-03-02", "--select", "+int_identity__breaker")
    pushed = [fault for fault in faults(world) if fault[0] == "one_value"]
    assert pushed == [("one_value", "member_registry", "card_no", "pushed", 30)]
