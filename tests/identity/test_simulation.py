"""A town over many days: the ledger tells every change and rebuilds every day; the partition is right."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.identity.many_nights import Delivery, Nights, copy_town_project
from tests.identity.partition_oracle import groups, parts, strong_parts
from tests.identity.small_town import FEEDS, FIRST_DAY, Town

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.identity.partition_oracle import Part

pytestmark = pytest.mark.slow
Map = frozenset[tuple]
ABOUT_MEMBERS = {"mint", "restore", "split", "merge"}
LAST_DAY = date(2026, 12, 31)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    project = tmp_path_factory.mktemp("town") / "project"
    copy_town_project(project)
    nights = Nights(project, tmp_path_factory.mktemp("home"), FEEDS)
    yield nights
    nights.close()


def owners(published: Map) -> dict[tuple, str]:
    """Whom each identifier stands for, by its interval."""
    return {row[:3]: row[4] for row in published if row[6] == "owner"}


def check_lines(before: Map, after: Map, lines: list[tuple]) -> None:
    """Every id that changed has its line, and no line is about nothing."""
    told = {(row[4], row[5], row[3]) for row in lines if row[1] in {"attach", "move"}}
    was = owners(before)
    moved = {
        (kind, value, to)
        for (kind, value, at), to in owners(after).items()
        if was.get((kind, value, at)) != to
    }
    assert moved <= told
    gone = {(row[4], row[5]) for row in lines if row[1] == "detach"}
    assert {key[:2] for key in was.keys() - owners(after).keys()} <= gone
    if before == after:
        assert [row for row in lines if row[1] not in ABOUT_MEMBERS] == []


def check_partition(nights: Nights) -> None:
    """Incremental components against networkx on all edges; people against strong evidence alone."""
    component = next(node for node in nights.models if node.name == "int_identity__component")
    edges = nights.rows(component.compiled_code)
    grown = groups(nights.rows("select node_key, component_key from identity.int_identity__component"))
    assert grown == parts([], edges)

    joined, apart = strong_parts(nights)
    assert joined == grown
    rows = nights.rows(
        "select node_key, person_key, identifier_type from identity.int_identity__person"
        " where strength in ('S0', 'S1')"
    )
    person_of = {node: person for node, person, _ in rows}
    kind_of = {node: kind for node, _, kind in rows}
    for part in joined:
        unionids = sum(kind_of[node] == "unionid" for node in part)
        if unionids < 2 and not any(pair <= part for pair in apart):
            assert len({person_of[node] for node in part}) == 1
    if not nights.rows("select 1 from control.steward_decision where op = 'must_link'"):
        held = Counter(person_of[node] for node in person_of if kind_of[node] == "unionid")
        assert max(held.values(), default=0) < 2


def check_ids(nights: Nights) -> None:
    """Minted once, never reused, and every id of the past leads in one step to one that is there."""
    minted = [row[3] for row in nights.ledger() if row[1] == "mint"]
    assert len(set(minted)) == len(minted)
    here = {
        member for (member,) in nights.rows("select distinct member_uid from core.bridge_member_identifier")
    }
    redirects = dict(nights.rows("select old_member_uid, member_uid from core.member_redirect"))
    assert here <= set(minted)
    assert not here & redirects.keys()
    assert not set(redirects.values()) & redirects.keys()


def live(nights: Nights, town: Town, *, again_every: int) -> dict[date, Map]:
    """Every day of a town, with all that must hold at the end of each."""
    kept: dict[date, Map] = {}
    before: Map = frozenset()
    nights.deliver(*town.deliveries)
    for day, decisions in town.decisions.items():
        written = len(nights.ledger())
        nights.decide(decisions)
        nights.night(day)
        kept[day] = nights.published()
        lines = nights.ledger()
        assert [row[0] for row in lines] == list(range(1, len(lines) + 1))
        check_lines(before, kept[day], lines[written:])
        check_partition(nights)
        check_ids(nights)
        if (day - FIRST_DAY).days % again_every == 0:
            nights.night(day)
            assert nights.ledger() == lines
            assert nights.published() == kept[day]
        before = kept[day]
    return kept


def check_past(nights: Nights, kept: dict[date, Map]) -> None:
    for day, published in kept.items():
        assert nights.rebuilt(day) == published, day
    assert nights.rebuilt(FIRST_DAY - timedelta(days=1)) == frozenset()


def test_three_weeks(nights: Nights) -> None:
    nights.reset()
    town = Town(seed=1, days=21, events_a_day=6)
    kept = live(nights, town, again_every=5)
    check_past(nights, kept)
    ops = {row[1] for row in nights.ledger()}
    assert ops >= {"mint", "merge", "split", "restore", "attach", "move", "share", "unshare"}


@pytest.mark.e2e
def test_a_year(nights: Nights) -> None:
    nights.reset()
    town = Town(seed=2026, days=365, events_a_day=2)
    kept = live(nights, town, again_every=10)
    check_past(nights, kept)
    ops = {row[1] for row in nights.ledger()}
    assert ops >= {"mint", "merge", "split", "restore", "attach", "move", "detach", "share", "unshare"}


def members(nights: Nights) -> set[Part]:
    rows = nights.rows(
        "select identifier_hash || cast(valid_from as varchar), member_uid"
        " from identity.int_identity__member_identifier"
    )
    return groups(rows)


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_of_days_and_files_gives_the_same_partition(nights: Nights, data: st.DataObject) -> None:
    town = Town(seed=data.draw(st.integers(0, 10**6)), days=8, events_a_day=5)
    decisions = town.decisions[max(town.decisions)]

    def after(batches: list[list[Delivery]]) -> set[Part]:
        nights.reset()
        nights.decide(decisions)
        for batch in batches:
            nights.deliver(*batch)
            nights.night(LAST_DAY)
        check_partition(nights)
        return members(nights)

    at_once = after([town.deliveries])
    order = data.draw(st.permutations(town.deliveries))
    cut = data.draw(st.integers(1, len(order) - 1))
    assert after([order[:cut], order[cut:]]) == at_once
