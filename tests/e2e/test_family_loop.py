"""Thirty days of a parent-child community through a whole night: each step and exit is a figure."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.e2e.nights import memberloop, rows, store
from tests.oracles import chains, regulars
from tests.worlds.family_loop import CHAIN_DAY, family_loop

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.e2e

# metric and month: numerator and denominator, counted on the fingers from tests/worlds/family_loop.py.
FIGURES = {
    ("new_members", "2026-03-01"): (4, None),
    ("task_unlock_rate", "2026-03-01"): (1, 2),
    ("task_reward_redemption_rate", "2026-03-01"): (1, 1),
    ("titles_earned", "2026-03-01"): (1, None),
    ("title_retention_rate_30d", "2026-03-01"): (1, 1),
    ("chain_completion_rate", "2026-03-01"): (0, 2),
    ("chain_gmv_fen", "2026-03-01"): (21000, None),
    ("package_attach_rate", "2026-03-01"): (0, 2),
    ("package_day_attach_rate", "2026-03-01"): (2, 2),
    ("revisit_rate", "2026-04-01"): (1, 1),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("family") / "home"
    home.mkdir()
    family_loop().land(home)
    ended = memberloop(home, "run")
    assert ended.exit == 0, ended.said
    return home


def test_steps_of_the_loop_are_counted(home: Path) -> None:
    told = rows(store(home), """
        select metric_id, cast(period_start as varchar), numerator, denominator from kpi.kpi_value
        where period_kind = 'month' and mall_id = 'ALL' and dimension = 'all'
    """)  # fmt: skip
    found = {(metric, month): (numerator, denominator) for metric, month, numerator, denominator in told}
    assert {key: found.get(key) for key in FIGURES} == FIGURES


def test_the_chain_ends_before_the_cinema_and_merchants_split_it(home: Path) -> None:
    chain = rows(store(home), """
        select step, came_from_before, reached, median_minutes, gmv_fen from kpi.task_chain
        where task_id = 'CHAIN' and mall_id = 'ALL' order by step_no
    """)  # fmt: skip
    assert chain == [
        ("check_in", 2, 2, None, 0), ("kids", 2, 1, 60, 6000), ("dining", 1, 1, 60, 15000),
        ("cinema", 1, 0, None, 0),
    ]  # fmt: skip
    split = "select shop_id, persons, gmv_fen, task_gmv_fen from kpi.task_chain_shop order by step_no"
    assert rows(store(home), split) == [("KIDS", 1, 6000, 21000), ("NOODLE", 1, 15000, 21000)]
    assert CHAIN_DAY.isoweekday() == 6


def test_exits_are_seen_where_they_happen(home: Path) -> None:
    missed = "select count(*), count(*) filter (checked_in_at is null) from core.fct_event_attendance"
    assert rows(store(home), missed) == [(2, 1)]
    followed = "select is_met, is_breach from kpi.sop_timer_daily where timer = 'no_show_contact'"
    assert rows(store(home), followed) == [(True, False)]
    left = "select count(*) from core.fct_group_membership where left_at is not null"
    assert rows(store(home), left) == [(1,)]
    never = """
        select count(*) from core.dim_member
        where joined_at is not null
            and member_uid not in (select member_uid from core.fct_purchase where member_uid is not null)
    """
    assert rows(store(home), never) == [(2,)]


def test_families_are_tagged_on_joining_but_for_one(home: Path) -> None:
    tagged = """
        select count(distinct member_uid) from core.bridge_member_tag
        where tag_source = 'declared' and tag_group in ('孩子年龄段', '兴趣')
    """
    assert rows(store(home), tagged) == [(3,)]


def test_a_walk_through_it_counts_the_same_and_sees_what_is_moved(home: Path, tmp_path: Path) -> None:
    warehouse = home / "warehouse" / "memberloop.duckdb"
    with duckdb.connect(str(warehouse), read_only=True) as con:
        assert chains.faults(con) + regulars.faults(con) == []
    moved = shutil.copy(warehouse, tmp_path / "moved.duckdb")
    with duckdb.connect(str(moved)) as con:
        con.execute("update kpi.task_chain set reached = reached + 1 where task_id = 'CHAIN' and step_no = 3")
        con.execute("update kpi.task_chain_shop set gmv_fen = gmv_fen + 1 where shop_id = 'KIDS'")
        con.execute("delete from intermediate.int_visit__title")
        assert [fault.split(":")[0] for fault in chains.faults(con) + regulars.faults(con)] == [
            "step CHAIN/3", "shop of a step 2/KIDS", "titles MF/2026-03-14",
        ]  # fmt: skip
