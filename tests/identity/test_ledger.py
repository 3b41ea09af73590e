"""The ledger goes on where an older version of the rules left it, and bindings count backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.identity.dbt_world import PROJECT, World

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow

# What version 1 wrote: no intervals, no roles.
OF_VERSION_1 = """
    create schema core;
    create table core.identity_ledger as
    select
        '2026-02-28-old' as run_id, seq, date '2026-02-28' as as_of_date, op,
        member_uid_from, member_uid_to, identifier_type, identifier_hash,
        'S0 0, S1 1, S2 0' as evidence, 'v1' as rule_version
    from (values
        (cast(1 as bigint), 'mint', null, 'M0000000006', null, null),
        (2, 'mint', null, 'M0000000007', null, null),
        (3, 'merge', 'M0000000007', 'M0000000006', null, null),
        (4, 'attach', null, 'M0000000007', 'member_no', 'no1'),
        (5, 'move', 'M0000000007', 'M0000000006', 'member_no', 'no1'),
        (6, 'attach', null, 'M0000000006', 'card_no', 'gone')
    ) as line (seq, op, member_uid_from, member_uid_to, identifier_type, identifier_hash)
"""


def lines(world: World) -> list[tuple]:
    return world.rows(
        "select op, member_uid_from, member_uid_to, identifier_hash, rule_version"
        " from core.identity_ledger order by seq"
    )


def test_a_ledger_of_version_1_goes_on(new_world: Callable[[], World]) -> None:
    world = new_world()
    for number in ("no1", "no2"):
        row = {"member_no_hash": number, "mall_id": "m", "registered_at_utc": "2026-03-01 01:00"}
        world.deliver("member_registry", "2026-03-01", row)
    with duckdb.connect(world.file) as con:
        con.execute(OF_VERSION_1)
    old = lines(world)

    world.night("2026-03-01")
    assert world.members() == {"no1": "M0000000006", "no2": "M0000000008"}
    written = lines(world)
    assert written[: len(old)] == old
    assert {(op, hash_) for op, _, _, hash_, rules in written if rules == "v2"} == {
        ("mint", None),
        ("attach", "no1"),  # the same member, now with what the identifier proves
        ("attach", "no2"),
        ("detach", "gone"),
    }
    assert world.rows("from core.member_redirect") == [("M0000000007", "M0000000006")]
    world.night("2026-03-01")
    assert lines(world) == written


@pytest.fixture
def whole(tmp_path: Path) -> World:
    """A home for the whole project: facts stand on much more than identity's rooms."""
    return World(PROJECT, tmp_path)


VISITS = """
    select business_date::varchar, member_uid from intermediate.int_visit__parking
    union all
    select business_date::varchar, member_uid from intermediate.int_purchase__ticket
    order by all
"""


def test_a_binding_counts_backwards(whole: World) -> None:
    """A stay by an unbound plate and a ticket of an unknown card are the member's once both are bound."""
    stay = {"park_code": "P", "record_id": "1", "plate_hash": "plate1", "in_at_utc": "2026-03-01 03:00"}
    ticket = {"store_code": "A", "till_no": "1", "ticket_no": "1", "ticket_kind": "sale", "quantity": 1}
    ticket |= {"till_date": "2026-03-01", "till_time": "12:00:00", "card_no_hash": "card1", "net_fen": 100}
    mall = {"mall_id": "m", "timezone": "Asia/Shanghai", "business_day_cut_hour": 0, "parking_codes": "P"}
    whole.deliver("master_mall", "2026-03-01", mall)
    whole.deliver("parking", "2026-03-01", stay)
    whole.deliver("pos_sales", "2026-03-01", ticket)
    member = {"member_no_hash": "no1", "mall_id": "m", "registered_at_utc": "2026-03-05 01:00"}
    bound = {"appid": "app", "openid_hash": "open1", "bound_at_utc": "2026-03-05 02:00", "action": "bind"}
    whole.deliver("member_registry", "2026-03-05", member | {"openid_hash": "open1", "card_no_hash": "card1"})
    whole.deliver("app_binding", "2026-03-05", bound | {"plate_hash": "plate1"})
    facts = "--select", "+int_visit__parking", "+int_purchase__ticket", "+identity_ledger"

    whole.night("2026-03-01", *facts)
    (card_only,) = set(whole.members().values())
    assert whole.rows(VISITS) == [("2026-03-01", card_only)]

    whole.night("2026-03-05", *facts)
    (member_uid,) = set(whole.members().values())
    assert member_uid == card_only
    assert whole.rows(VISITS) == [("2026-03-01", member_uid)] * 2
