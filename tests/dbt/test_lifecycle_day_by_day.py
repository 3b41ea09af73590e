"""Intervals by sweep line against every member walked through every day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt.day_by_day import TOP_ENGAGEMENT, DayByDay
from tests.dbt.lifecycle_world import DAYS, FIRST_DAY, build, random_members

pytestmark = pytest.mark.slow

AS_OF = FIRST_DAY + timedelta(days=DAYS - 20)
PAST = AS_OF - timedelta(days=90)
SEED, MEMBERS = 20280229, 60


@pytest.fixture(scope="module")
def oracle() -> DayByDay:
    return DayByDay(random_members(SEED, MEMBERS), AS_OF)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return lifecycle(tmp_path_factory.mktemp("lifecycle"), AS_OF)


@pytest.fixture(scope="module")
def warehouse_of_a_past_day(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The same world as a night ninety days earlier saw it."""
    return lifecycle(tmp_path_factory.mktemp("past"), PAST)


def lifecycle(root: Path, as_of: date) -> duckdb.DuckDBPyConnection:
    parameters = {"ring_inner_top_engagement_share": TOP_ENGAGEMENT}
    file = build(root, random_members(SEED, MEMBERS), as_of, parameters)
    return duckdb.connect(str(file), read_only=True)


def by_day(warehouse: duckdb.DuckDBPyConnection, model: str, column: str) -> dict[tuple[str, date], Any]:
    rows = warehouse.execute(
        f"""select
            member_uid,
            cast(unnest(generate_series(valid_from, valid_to - 1, interval 1 day)) as date),
            {column}
        from lifecycle.{model}"""
    ).fetchall()
    found = {(member, day): value for member, day, value in rows}
    assert len(found) == len(rows), "intervals overlap"
    return found


@pytest.mark.parametrize(
    ("model", "column"),
    [
        ("int_member__layer_interval", "layer"),
        ("int_member__layer_interval", "silence"),
        ("int_member__high_value_interval", "is_high_value"),
        ("int_member__ring_interval", "ring"),
        ("int_member__status_interval", "layer"),
        ("int_member__status_interval", "stage"),
        ("int_member__status_interval", "is_high_value"),
        ("int_member__status_interval", "is_active_30d"),
    ],
)
def test_every_member_on_every_day(
    warehouse: duckdb.DuckDBPyConnection, oracle: DayByDay, model: str, column: str
) -> None:
    expected = {key: getattr(profile, column) for key, profile in oracle.profiles.items()}
    assert len(set(expected.values())) > 1
    assert by_day(warehouse, model, column) == expected


@pytest.mark.parametrize(
    ("model", "column"),
    [
        ("int_member__layer_interval", "layer"),
        ("int_member__layer_interval", "silence"),
        ("int_member__stage_interval", "stage"),
        ("int_member__ring_interval", "ring"),
        ("int_member__high_value_interval", "is_high_value"),
    ],
)
def test_history_is_what_a_night_of_that_day_said(
    warehouse: duckdb.DuckDBPyConnection,
    warehouse_of_a_past_day: duckdb.DuckDBPyConnection,
    model: str,
    column: str,
) -> None:
    """With the same facts, any past day comes out of today's build as that day's own build had it."""
    told = by_day(warehouse_of_a_past_day, model, column)
    assert max(day for _, day in told) == PAST
    assert {key: value for key, value in by_day(warehouse, model, column).items() if key[1] <= PAST} == told


def test_stage_begins_with_the_first_visit(warehouse: duckdb.DuckDBPyConnection, oracle: DayByDay) -> None:
    staged = {key: profile.stage for key, profile in oracle.profiles.items() if profile.stage != "none"}
    assert by_day(warehouse, "int_member__stage_interval", "stage") == staged


def test_daily_counts(warehouse: duckdb.DuckDBPyConnection, oracle: DayByDay) -> None:
    homes = {member.uid: oracle.home(member) for member in oracle.members}
    expected: Counter[tuple[Any, ...]] = Counter()
    for (uid, day), profile in oracle.profiles.items():
        key = (day, homes[uid], profile.layer, profile.stage)
        expected[(*key, "members")] += 1
        expected[(*key, "high_value_members")] += profile.is_high_value
        expected[(*key, "active_30d_members")] += profile.is_active_30d
        expected[(*key, "active_high_value_members")] += profile.is_high_value and profile.is_active_30d
    names = ["members", "high_value_members", "active_30d_members", "active_high_value_members"]
    rows = warehouse.execute(
        f"select date, mall_id, layer, stage, {', '.join(names)} from lifecycle.int_member__daily_count"
    ).fetchall()
    found = {(*row[:4], name): value for row in rows for name, value in zip(names, row[4:], strict=True)}
    assert found == dict(expected)


def test_the_world_is_hostile_enough(oracle: DayByDay) -> None:
    """Every layer, silence, stage and ring occurs, or the comparison proves little."""
    assert len({profile.layer for profile in oracle.profiles.values()}) == 6
    assert len({profile.silence for profile in oracle.profiles.values()}) == 4
    assert len({profile.stage for profile in oracle.profiles.values()}) == 5
    assert len({profile.ring for profile in oracle.profiles.values()}) == 4
