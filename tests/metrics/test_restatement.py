"""Causes add up to the difference: each step against the same figures computed in Python at every stage."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from metrics.restatement.causes import STAGES
from metrics.restatement.keep import kept_version
from metrics.restatement.tables import read_catalog
from sources.control_tables import replace_table
from tests.metrics.restatement_world import FIRST_NIGHT, SALE, SECOND_NIGHT, STATE, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = tuple[Any, ...]
FIRST_DAY = date(2026, 2, 20)
LATE, CORRECTED, MERGED, PARAMETER = "late_data", "corrected_delivery", "identity_merge", "changed_parameter"
MEMBERS = [f"M{number:010d}" for number in range(12)]
DELTAS = """
    select
        metric_id, period_kind, period_start, mall_id, cause, delta_numerator, delta_denominator, delta_value
    from control.restated_delta
"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.con.close()


def sale(number: int, rng: random.Random, **others: Any) -> Row:
    member = others.get("member", rng.choice([*MEMBERS, None]))
    day = others.get("day", FIRST_DAY + timedelta(days=rng.randrange(18)))
    told = others.get("told", day + timedelta(days=1))
    card = f"hash-{member}" if member else None
    return (
        f"T{number}", member, rng.choice(["A", "B", None]), day, rng.randrange(1, 5000), told,
        "card_no" if card else None, card,
    )  # fmt: skip


def states(layers: random.Random) -> list[Row]:
    """Members with one or two stays each; the last one ends the day after the night."""
    return [
        (
            member,
            layers.choice(["A", "B"]),
            FIRST_DAY + timedelta(days=number),
            FIRST_NIGHT + timedelta(days=1),
        )
        for number, member in enumerate(MEMBERS)
    ]


def figures(rows: list[Row]) -> dict[tuple[str, str, date, str], tuple[float, float, float]]:
    """Every figure of these tickets, computed without SQL."""
    cells: dict[tuple[str, date, str], list[Row]] = defaultdict(list)
    for row in rows:
        for kind, start in (("day", row[3]), ("month", row[3].replace(day=1))):
            cells[kind, start, "ALL"].append(row)
            cells[kind, start, row[2] or "unknown"].append(row)
    found = {}
    for (kind, start, mall), cell in cells.items():
        net, buyers = sum(row[4] for row in cell), len({row[1] for row in cell if row[1]})
        found["sales", kind, start, mall] = (net, 0, net)
        found["buyers", kind, start, mall] = (buyers, 0, buyers)
        found["average_ticket", kind, start, mall] = (net, len(cell), net / len(cell))
        found["median_ticket", kind, start, mall] = (0, 0, median(row[4] for row in cell))
    return found


def steps(stages: list[tuple[str, list[Row]]]) -> dict[Row, tuple[float, ...]]:
    """By how much each stage changes each figure."""
    found, nothing = {}, (0, 0, 0)
    before = figures(stages[0][1])
    for cause, rows in stages[1:]:
        after = figures(rows)
        for key in before.keys() | after.keys():
            old, new = before.get(key, nothing), after.get(key, nothing)
            if old != new:
                found[(*key, cause)] = tuple(b - a for a, b in zip(old, new, strict=True))
        before = after
    return found


def told(world: World) -> dict[Row, tuple[float, ...]]:
    return {row[:5]: row[5:] for row in world.rows(f"{DELTAS} where metric_id <> 'members'")}


def tell_record(world: World, cause: str, row: Row, file: str) -> None:
    """What the landing zone knows of a changed record."""
    for identifier in {(None, None), row[6:8]}:
        world.con.execute(
            "insert into control.changed_record values ('pos_sales', ?, ?, ?, ?, ?, 1)",
            [file, cause, row[3], *identifier],
        )
    world.con.execute("insert into control.delivery values ('pos_sales', ?, ?, '', 1, true)", [file, row[5]])


def merge(world: World, lost: str, kept: str) -> None:
    world.con.execute(
        "insert into core.identity_ledger (seq, op, member_uid_from, member_uid_to) "
        "values (101, 'merge', ?, ?)",
        [lost, kept],
    )


def tell_members(world: World) -> None:
    world.fill(
        "identity.int_identity__member_identifier",
        [("card_no", f"hash-{member}", member) for member in MEMBERS],
    )


@pytest.mark.parametrize("seed", range(6))
def test_the_causes_of_a_night_are_the_differences_between_its_stages(world: World, seed: int) -> None:
    rng = random.Random(seed)
    old = [sale(number, rng) for number in range(120)]
    world.fill(SALE, old)
    world.fill(STATE, states(rng))
    world.publish()
    assert world.begin()

    tell_members(world)
    late = [sale(200 + number, rng, told=SECOND_NIGHT) for number in range(5)]
    corrected = {row[0]: (*row[:4], row[4] + 7, SECOND_NIGHT, *row[6:]) for row in rng.sample(old, 6)}
    lost, kept = MEMBERS[10], MEMBERS[11]
    shaped = {row[0] for row in rng.sample([r for r in old if r[0] not in corrected and r[1] != lost], 9)}

    stage_1 = [*old, *late]
    stage_2 = [corrected.get(row[0], row) for row in stage_1]
    # A record that is told anew is its own cause, whoever has it now.
    moved = {row[0] for row in old if row[1] == lost and row[0] not in corrected}
    stage_3 = [(row[0], kept, *row[2:]) if row[0] in moved else row for row in stage_2]
    stage_4 = [(*row[:4], row[4] * 2, *row[5:]) if row[0] in shaped else row for row in stage_3]

    world.fill(SALE, stage_4)
    for row in late:
        tell_record(world, LATE, row, f"late-{row[0]}")
    for row in corrected.values():
        tell_record(world, CORRECTED, row, f"corrected-{row[0]}")
    merge(world, lost, kept)
    world.parameters = {"days": 2}
    done = world.end()
    assert done.untraced == []
    expected = steps(
        [("", old), (LATE, stage_1), (CORRECTED, stage_2), (MERGED, stage_3), (PARAMETER, stage_4)]
    )
    found = told(world)
    assert {key: pytest.approx(value) for key, value in expected.items()} == found
    assert {cause for *_, cause in found} == {LATE, CORRECTED, MERGED, PARAMETER}


def test_a_table_of_sums_is_summed_again_at_each_stage(world: World) -> None:
    """Members at the end of each day: the rows that are counted name nobody, those behind them do."""
    rng = random.Random(1)
    stays = [row for row in states(rng)[:6] if row[2] < FIRST_NIGHT]
    world.fill(STATE, stays)
    world.publish()
    world.begin()
    tell_members(world)
    # Everybody's last stay ends a day later tonight, which is no change of days that were complete.
    later = [(*row[:3], SECOND_NIGHT + timedelta(days=1)) for row in stays]
    newcomer = (MEMBERS[7], "A", date(2026, 3, 5), SECOND_NIGHT + timedelta(days=1))
    world.fill(STATE, [*(row for row in later if row[0] != MEMBERS[2]), newcomer])
    tell_record(
        world,
        LATE,
        ("T1", MEMBERS[7], "A", date(2026, 3, 5), 1, SECOND_NIGHT, "card_no", f"hash-{MEMBERS[7]}"),
        "f1",
    )
    merge(world, MEMBERS[2], MEMBERS[3])
    done = world.end()
    lost_mall = stays[2][1]
    assert done.rows == 2
    by_day = {row[:3]: row[3] for row in world.rows(
        "select cause, mall_id, period_start, delta_numerator from control.restated_delta "
        "where period_kind = 'day'"
    )}  # fmt: skip
    days = [date(2026, 3, day) for day in range(1, 10)]
    expected = {(LATE, mall, day): 1 for day in days if day.day >= 5 for mall in ("ALL", "A")}
    expected |= {(MERGED, mall, day): -1 for day in days for mall in ("ALL", lost_mall)}
    assert by_day == expected
    assert world.rows(
        "select cause, feeds, deliveries, file_ids, ledger_lines, ledger_seqs "
        "from control.restated_evidence order by 1"
    ) == [(MERGED, None, 0, None, 1, "101"), (LATE, "pos_sales", 1, "f1", 0, None)]


def test_what_differs_on_the_tables_of_before_is_the_metrics_own(world: World) -> None:
    """A definition that counts otherwise, told before any cause; the step has no stage of a cause."""
    rng = random.Random(2)
    world.fill(SALE, [sale(number, rng) for number in range(20)])
    world.publish()
    world.begin()
    world.con.execute(
        "update control.previous_value set numerator = numerator - 5, value = value - 5 "
        "where metric_id = 'sales'"
    )
    world.definitions = [replace(one, definition_hash="h2") for one in world.definitions]
    world.end()
    assert set(
        world.rows("select metric_id, stage, cause, delta_numerator, delta_value from control.restated_delta")
    ) == {("sales", 0, None, 5, 5.0)}
    assert world.rows("select distinct own_cause, changed from control.restated_metric") == [
        ("changed_definition", None)
    ]


def test_people_who_are_erased_from_the_tables_of_before_are_gone_before_any_cause(world: World) -> None:
    rng = random.Random(3)
    rows = [sale(number, rng) for number in range(60)]
    world.fill(SALE, rows)
    world.publish()
    before = world.rows("from control.metric_observation")
    world.fill(SALE, [row for row in rows if row[1] != MEMBERS[0]])
    world.begin()
    world.con.execute("delete from control.previous_value")
    world.con.executemany(
        "insert into control.previous_value by name select ? as metric_id, ? as period_kind, "
        "?::date as period_start, ? as mall_id, ? as dimension, ? as dimension_value, ? as numerator, "
        "? as denominator, ? as value, "
        "true as is_mature, 'h1' as definition_hash",
        [row[:9] for row in before],
    )  # fmt: skip
    world.con.execute(
        f"insert into core.identity_ledger (seq, op, member_uid_from) values (101, 'forget', '{MEMBERS[0]}')"
    )
    assert world.end().rows == 0
    assert world.rows("select distinct stage, cause from control.restated_delta") == [(0, None)]
    assert world.rows("select distinct own_cause from control.restated_metric") == [("erasure",)]


def test_a_rank_that_moves_with_others_has_the_cause_of_the_others(world: World) -> None:
    rng = random.Random(4)
    rows = [sale(number, rng, member=MEMBERS[0]) for number in range(10)]
    world.fill(SALE, rows)
    world.publish()
    world.begin()
    late = sale(100, rng, member=None, told=SECOND_NIGHT)
    tell_record(world, LATE, late, "f9")
    world.fill(SALE, [*((*row[:4], row[4] + 1, *row[5:]) for row in rows), late])
    world.end()
    assert {row[0] for row in world.rows("select cause from control.restated_delta")} == {LATE}


def test_a_decision_of_a_steward_outranks_what_it_brings_about(world: World) -> None:
    rng = random.Random(5)
    rows = [sale(number, rng, member=MEMBERS[number % 2]) for number in range(10)]
    world.fill(SALE, rows)
    world.publish()
    world.begin()
    tell_members(world)
    decision = (
        "D1",
        "must_link",
        "card_no",
        f"hash-{MEMBERS[0]}",
        "card_no",
        f"hash-{MEMBERS[1]}",
        "",
        "",
        None,
        True,
    )
    replace_table(world.con, "steward_decision", [decision])
    merge(world, MEMBERS[1], MEMBERS[0])
    world.fill(SALE, [(row[0], MEMBERS[0], *row[2:]) for row in rows])
    world.end()
    assert set(world.rows("select distinct metric_id, cause from control.restated_delta")) == {
        ("buyers", "steward")
    }


def test_without_a_cause_a_row_is_unexplained(world: World) -> None:
    rng = random.Random(6)
    rows = [sale(number, rng) for number in range(10)]
    world.fill(SALE, rows)
    world.publish()
    world.begin()
    world.fill(SALE, rows[:-1])
    world.end()
    assert {row[0] for row in world.rows("select cause from control.restated_delta")} == {"unexplained"}


def test_a_row_that_is_told_again_in_the_same_words_is_no_difference(world: World) -> None:
    rng = random.Random(9)
    rows = [sale(number, rng) for number in range(10)]
    world.fill(SALE, rows)
    world.publish()
    world.begin()
    late = sale(100, rng, told=SECOND_NIGHT)
    tell_record(world, LATE, late, "f9")
    world.fill(SALE, [*((*row[:5], SECOND_NIGHT, *row[6:]) for row in rows), late])
    assert world.end().rows == 1


def test_the_same_night_again_traces_nothing(world: World) -> None:
    rng = random.Random(7)
    world.fill(SALE, [sale(number, rng) for number in range(10)])
    world.publish()
    world.begin()
    assert world.end().runs == 0


class TestKeeping:
    """The tables of the last version: there exactly when they are that version's."""

    def test_nothing_is_kept_before_anything_is_published(self, world: World) -> None:
        world.observe()
        assert not world.begin()
        assert world.end().metrics == 0

    def test_a_refused_night_leaves_what_was_kept(self, world: World) -> None:
        rng = random.Random(8)
        rows = [sale(number, rng) for number in range(10)]
        world.fill(SALE, rows)
        world.publish()
        assert world.begin()
        world.fill(SALE, rows[:3])
        world.observe()
        assert world.begin()
        assert world.rows("select count(*) from kept_core.fct_sale") == [(10,)]

    def test_after_a_rollback_there_is_nothing_to_compare_with(self, world: World) -> None:
        world.publish("v000007")
        assert not world.begin("v000006")
        assert kept_version(world.con) is None

    def test_only_what_figures_need_is_kept(self, world: World) -> None:
        world.publish()
        world.begin()
        assert set(read_catalog(world.con)["kept_lifecycle.int_state"]) == {
            "member_uid", "mall_id", "valid_from", "valid_to",
        }  # fmt: skip
        assert "kept_lifecycle.int_daily" not in read_catalog(world.con)


def test_every_cause_has_a_stage() -> None:
    assert len(STAGES) == len(set(STAGES))
