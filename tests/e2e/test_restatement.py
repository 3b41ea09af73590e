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
    late, corrected, merged = "late_data", "corrected_delivery", "identity_merge"
    # A record does not say its mall, so a month with both names both.
    abroad = "mall_id = 'NY' and period_kind <> 'month'"
    assert causes(changed, "v000002", abroad) == {(late, late, "period")}
    month = "metric_id = 'net_sales_fen' and dimension = 'all' and period_kind = 'month'"
    assert causes(changed, "v000002", month) == {(corrected, f"{corrected},{late}", "period")}
    sales = f"metric_id = 'net_sales_fen' and dimension = 'all' and period_start = '{CORRECTED_DAY}'"
    assert causes(changed, "v000002", f"{sales} and mall_id = 'SH'") == {(corrected, corrected, "period")}
    # Of members only who is who has changed: nobody's ticket makes no member.
    of_members = causes(changed, "v000002", "metric_id in ('layer_members', 'buyers', 'visit_days')")
    assert {cause[:2] for cause in of_members} == {(merged, merged)}
    assert "period" in {reach for _, _, reach in of_members}
    assert causes(changed, "v000002", "cause = 'unexplained'") == set()
    day_of_it = f"mall_id = 'NY' and dimension = 'all' and period_start = '{LATE_DAY}'"
    query = f"select new_value - old_value, feeds from kpi.kpi_restatement where {day_of_it}"
    told_sales = rows(store(changed), f"{query} and metric_id = 'net_sales_fen'")
    assert told_sales == [(7700.0, "pos_sales")]


def test_the_command_tells_what_the_table_holds(changed):
    listed = json.loads(memberloop(changed, "changes", "--json").out)
    assert len(listed) == len(told(changed, "v000002"))
    of_sales = json.loads(memberloop(changed, "changes", "--metric", "net_sales_fen", "--json").out)
    undivided = [row for row in of_sales if row["dimension"] == "all"]
    assert {row["cause"] for row in undivided} == {"corrected_delivery", "late_data"}
    assert "identity_merge" in {row["cause"] for row in of_sales if row["dimension"] == "layer"}


def test_split_again_the_same_night_again_and_a_rebuild(changed, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(changed, home, symlinks=True)
    decision = json.loads(memberloop(home, "member", "decisions", "--json").out)[0]["decision_id"]
    assert memberloop(home, "member", "link", "--undo", decision, "--reason", "two after all").exit == 0
    before = told(home, "v000002")
    ended = memberloop(home, "run", "--full-refresh")
    assert ended.exit == 0, ended.said
    assert causes(home, "v000003", "true") <= {
        ("identity_split", "identity_split", reach) for reach in ("period", "member", "elsewhere")
    }
    back = {row for row in told(home, "v000003") if row[0] == "layer_members"}
    assert back == {(*row[:6], *row[10:], *row[6:10]) for row in before if row[0] == "layer_members"}
    # What was told stays; nothing has changed, nothing is told.
    ended = memberloop(home, "run")
    assert ended.exit == 0, ended.said
    assert told(home, "v000002") == before
    assert told(home, "v000004") == set()
    assert "No figure that was complete has changed" in memberloop(home, "changes").out


def test_a_changed_parameter_is_a_changed_definition_where_it_is_declared(finished, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(finished.home, home, symlinks=True)
    ended = memberloop(home, "run", MEMBERLOOP_PARAMETERS_REFUND_REVERSAL_DAYS="2")
    assert ended.exit == 0, ended.said
    assert told(home, "v000002") == differences(figures(finished.home), figures(home), LAST_DAY)
    assert causes(home, "v000002", "metric_id in ('purchases', 'buyers')") == {
        ("definition_changed", "definition_changed", "figure")
    }
    # A metric that does not declare what shapes it moves without a cause, and the gate says so.
    assert causes(home, "v000002", "metric_id = 'layer_members'") == {("unexplained", "unexplained", "none")}
    assert rows(
        store(home),
        "select severity from ops.check_result where check_name = 'every_change_has_a_cause' and not passed",
    ) == [("warning",)]
