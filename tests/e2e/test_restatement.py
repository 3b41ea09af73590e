"""Figures that readers had as complete and that a later night changes: each is told, with its cause."""

from __future__ import annotations

import calendar
import json
import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.e2e.nights import memberloop, rows, store
from tests.worlds.small import LAST_DAY, day
from tests.worlds.world import Line, World, local

if TYPE_CHECKING:
    from pathlib import Path

NEXT_DAY = LAST_DAY + timedelta(days=1)
LATE_DAY, CORRECTED_DAY = day(3), day(8)
KEY = ("metric_id", "period_kind", "period_start", "mall_id", "dimension", "dimension_value")
FIGURE = ("numerator", "denominator", "value", "null_reason")
FIGURES = f"select {', '.join(KEY + FIGURE)}, is_mature from kpi.kpi_value"
TOLD = f"""
    select {", ".join(KEY)}, old_numerator, old_denominator, old_value, old_null_reason,
        new_numerator, new_denominator, new_value, new_null_reason
    from kpi.kpi_restatement where version = ?
"""
STEPS_AGAINST_FIGURES = f"""
    select {", ".join(KEY)}, sum(delta_numerator) = any_value(
            coalesce(new_numerator, 0) - coalesce(old_numerator, 0))
        and sum(delta_denominator) = any_value(coalesce(new_denominator, 0) - coalesce(old_denominator, 0))
        and abs(sum(delta_value) - any_value(coalesce(new_value, 0) - coalesce(old_value, 0))) < 1e-9
    from kpi.kpi_restatement join kpi.kpi_restatement_cause using (version, {", ".join(KEY)})
    group by all
"""
OF_STEWARD = "from kpi.kpi_restatement_cause where cause = 'steward' and ledger_seqs is not null"
LEDGER_LINES = "select seq from core.identity_ledger where op in ('merge', 'attach', 'move', 'detach')"
SAME_PERSON = (
    "member",
    "link",
    "member_no:MEMNO00001",
    "member_no:MEMNO00002",
    "--reason",
    "one of two cards",
)


def figures(home: Path) -> dict[tuple, tuple]:
    return {row[:6]: row[6:] for row in rows(store(home), FIGURES)}


def period_end(kind: str, start: date) -> date:
    if kind == "month":
        return start.replace(day=calendar.monthrange(start.year, start.month)[1])
    return start + timedelta(days=6 if kind == "week" else 0)


def differences(old: dict[tuple, tuple], new: dict[tuple, tuple], through: date) -> set[tuple]:
    """Compute what must be told, by other means: complete before, and not the same now."""
    complete = {key for key, figure in old.items() if figure[4]}
    whole = {key[:3] for key in complete if key[3:] == ("ALL", "all", "all")}
    complete |= {key for key in new.keys() - old.keys() if key[:3] in whole}
    found = set()
    for key in complete:
        before, after = old.get(key, (None,) * 5)[:4], new.get(key, (None,) * 5)[:4]
        is_empty = not any(before[:3]) and not any(after[:3]) and (key in old) != (key in new)
        if before != after and not is_empty and period_end(key[1], key[2]) < through:
            found.add((*key, *before, *after))
    return found


def told(home: Path, version: str) -> set[tuple]:
    return set(rows(store(home), TOLD.replace("?", f"'{version}'")))


def causes(home: Path, version: str, condition: str) -> set[tuple]:
    query = f"""
        select cause, causes, reach from kpi.kpi_restatement where version = '{version}' and {condition}
    """
    return set(rows(store(home), query))


@pytest.fixture(scope="module")
def changed(finished, tmp_path_factory) -> Path:
    """A night with a late ticket in New York, a corrected one in Shanghai, and two members who are one."""
    home = tmp_path_factory.mktemp("restated") / "home"
    shutil.copytree(finished.home, home, symlinks=True)
    world = World(LAST_DAY)
    world.ticket("N1", "LATE1", local(LATE_DAY, 15), Line("77.00", sku="SKU1"), on=NEXT_DAY, name="late.csv")
    world.ticket("S1", "X008", local(CORRECTED_DAY, 15), Line("30.00", sku="SKU1"), on=NEXT_DAY, name="x.csv")
    world.land(home)
    assert memberloop(home, *SAME_PERSON).exit == 0
    ended = memberloop(home, "run")
    assert ended.exit == 0, ended.said
    return home


def test_the_first_version_restates_nothing(finished):
    assert rows(store(finished.home), "from kpi.kpi_restatement") == []


def test_every_figure_that_differs_is_told_and_no_other(finished, changed):
    expected = differences(figures(finished.home), figures(changed), LAST_DAY)
    assert expected
    assert told(changed, "v000002") == expected


def test_each_with_its_cause(changed):
    late, corrected, decided = "late_data", "corrected_delivery", "steward"
    sales = "metric_id = 'net_sales_fen' and dimension = 'all'"
    assert causes(changed, "v000002", f"{sales} and mall_id = 'NY'") == {(late, late, "record")}
    assert causes(changed, "v000002", f"{sales} and mall_id = 'SH'") == {(corrected, corrected, "record")}
    month = f"{sales} and mall_id = 'ALL' and period_kind = 'month'"
    assert causes(changed, "v000002", month) == {(late, f"{late},{corrected}", "record")}
    # Of members only who is who has changed: nobody's ticket makes no member.
    of_members = causes(changed, "v000002", "metric_id in ('layer_members', 'buyers', 'visit_days')")
    assert {cause[:2] for cause in of_members} == {(decided, decided)}
    assert "member" in {reach for _, _, reach in of_members}
    assert causes(changed, "v000002", "cause = 'unexplained'") == set()
    day_of_it = f"mall_id = 'NY' and dimension = 'all' and period_start = '{LATE_DAY}'"
    query = f"select new_value - old_value, feeds from kpi.kpi_restatement where {day_of_it}"
    told_sales = rows(store(changed), f"{query} and metric_id = 'net_sales_fen'")
    assert told_sales == [(7700.0, "pos_sales")]


def test_the_causes_of_a_figure_add_up_with_what_did_it(changed):
    steps = rows(store(changed), STEPS_AGAINST_FIGURES)
    assert steps
    assert [step for step in steps if not step[-1]] == []
    both = f"metric_id = 'net_sales_fen' and dimension = 'all' and period_start = '{LATE_DAY.replace(day=1)}'"
    query = f"""
        select step_no, cause, delta_numerator, delta_denominator, feeds, deliveries, file_ids in (
            select file_id from ops.delivery where feed = 'pos_sales'
        )
        from kpi.kpi_restatement_cause where {both} and mall_id = 'ALL' and version = 'v000002'
    """
    assert sorted(rows(store(changed), query)) == [
        (1, "late_data", 7700, 0, "pos_sales", 1, True),
        (2, "corrected_delivery", -300, 0, "pos_sales", 1, True),
    ]
    lines = rows(store(changed), f"select distinct unnest(string_split(ledger_seqs, ',')) {OF_STEWARD}")
    assert lines
    assert {int(seq) for (seq,) in lines} <= {seq for (seq,) in rows(store(changed), LEDGER_LINES)}


def test_the_command_tells_what_the_table_holds(changed):
    listed = json.loads(memberloop(changed, "changes", "--json").out)
    assert len(listed) == len(told(changed, "v000002"))
    of_sales = json.loads(memberloop(changed, "changes", "--metric", "net_sales_fen", "--json").out)
    undivided = [row for row in of_sales if row["dimension"] == "all"]
    assert {row["cause"] for row in undivided} == {"corrected_delivery", "late_data"}
    for row in of_sales:
        steps = [step["delta_numerator"] for step in row["steps"]]
        assert sum(steps) == (row["new_numerator"] or 0) - (row["old_numerator"] or 0)
    assert "steward" in {row["cause"] for row in of_sales if row["dimension"] == "layer"}


def test_split_again_the_same_night_again_and_a_rebuild(changed, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(changed, home, symlinks=True)
    decision = json.loads(memberloop(home, "member", "decisions", "--json").out)[0]["decision_id"]
    assert memberloop(home, "member", "link", "--undo", decision, "--reason", "two after all").exit == 0
    before = told(home, "v000002")
    ended = memberloop(home, "run", "--full-refresh")
    assert ended.exit == 0, ended.said
    assert {cause[:2] for cause in causes(home, "v000003", "true")} == {("steward", "steward")}
    back = {row for row in told(home, "v000003") if row[0] == "layer_members"}
    assert back == {(*row[:6], *row[10:], *row[6:10]) for row in before if row[0] == "layer_members"}
    # What was told stays; nothing has changed, nothing is told.
    ended = memberloop(home, "run")
    assert ended.exit == 0, ended.said
    assert told(home, "v000002") == before
    assert told(home, "v000004") == set()
    assert "No figure that was complete has changed" in memberloop(home, "changes").out


def test_a_changed_parameter_is_told_with_what_it_was_and_is(finished, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(finished.home, home, symlinks=True)
    ended = memberloop(home, "run", MEMBERLOOP_PARAMETERS_REFUND_REVERSAL_DAYS="2")
    assert ended.exit == 0, ended.said
    assert told(home, "v000002") == differences(figures(finished.home), figures(home), LAST_DAY)
    assert causes(home, "v000002", "metric_id in ('purchases', 'buyers')") == {
        ("changed_parameter", "changed_parameter", "code")
    }
    # Also where a metric stands on it by way of layers.
    of_layers = causes(home, "v000002", "metric_id = 'layer_members'")
    assert {cause[:2] for cause in of_layers} == {("changed_parameter", "changed_parameter")}
    assert rows(
        store(home), "select distinct changed from kpi.kpi_restatement_cause where metric_id = 'purchases'"
    ) == [("refund_reversal_days: 30 → 2",)]
    assert not rows(
        store(home),
        "select * from ops.check_result where check_name = 'every_change_has_a_cause' and not passed",
    )
