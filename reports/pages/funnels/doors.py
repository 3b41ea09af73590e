"""The funnel of a week from the door to a member who can be written to: all malls, then mall by mall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from reports import words
from reports.document import (
    Block,
    Cell,
    Chart,
    Column,
    Gauge,
    Note,
    Row,
    Section,
    Table,
    of_column,
    of_metric,
)
from reports.drawing import marks
from reports.store import ALL_MALLS, Store
from reports.vocabulary.funnels import STAGES
from reports.words import Words, same

FUNNEL = "kpi.entry_funnel_weekly"
WEEKS_IN_LINE, MALLS_DRAWN = 13, 12

NEWEST_WEEK = """
select max(week_start) as week_start from kpi.entry_funnel_weekly
where week_start <= $as_of - 6 and value is not null
"""
WEEKS = """
select
    week_start, stage_no, stage, value, null_reason, step_metric_id, step_numerator, step_denominator,
    step_rate, step_null_reason
from kpi.entry_funnel_weekly
where mall_id = $mall and entry_id = 'all' and week_start <= $week
order by week_start, stage_no
"""
# The largest malls first, by the people who came through their doors.
MALLS = """
with footfall as (
    select mall_id, value as doors from kpi.entry_funnel_weekly
    where week_start = $week and entry_id = 'all' and stage_no = 1
)

select
    funnel.mall_id, mall.mall_name, stage_no, stage, value, null_reason, step_numerator, step_denominator,
    step_rate, step_null_reason
from kpi.entry_funnel_weekly as funnel
inner join footfall on funnel.mall_id = footfall.mall_id
left join core.dim_mall as mall on funnel.mall_id = mall.mall_id and mall.is_current
where week_start = $week and entry_id = 'all' and funnel.mall_id <> 'unknown'
order by funnel.mall_id <> $all, footfall.doors desc nulls last, funnel.mall_id, stage_no
"""
VALUE = Column("value", Words("人数", "Persons"), "count", "null_reason", of_column(FUNNEL, "value"))
RATE = Column(
    "step_rate", Words("转化率", "Rate"), "ratio", "step_null_reason", of_column(FUNNEL, "step_rate")
)
PARTS = (
    Column("step_numerator", Words("走下去", "Went on"), "count", None, of_column(FUNNEL, "step_numerator")),
    Column("step_denominator", Words("共", "Of"), "count", None, of_column(FUNNEL, "step_denominator")),
)


def newest_week(store: Store) -> date | None:
    """The Monday of the newest week that is over and can be read."""
    found: date | None = store.ask(NEWEST_WEEK, as_of=store.edition().as_of_date)[0]["week_start"]
    return found


def lead(store: Store, monday: date | None) -> Words | None:
    """The week in one line: how many were left at each stage."""
    if monday is None:
        return None
    rows = [row for row in _weeks(store, monday) if row["week_start"] == monday and row["value"] is not None]
    counted = [(_stage(row), words.value(row["value"], "count", "")) for row in rows]
    week = words.week(monday)
    return Words(
        f"{week.zh}：" + " → ".join(f"{name.zh} {value.zh}" for name, value in counted),
        f"{week.en}: " + " → ".join(f"{name.en} {value.en}" for name, value in counted),
    )


def sections(store: Store, monday: date | None) -> list[Section]:
    """The steps as lines of a board, the malls as a field, and both as tables."""
    title = Words("从进门到可联系", "From the door to a member who can be written to")
    if monday is None:
        return [Section(title, [Note(Words("还没有可读的一周。", "No week can be read yet."))])]
    weeks = [{**row, "step": _stage(row)} for row in _weeks(store, monday)]
    malls = [
        {**row, "step": _stage(row), "mall": _mall(row)}
        for row in store.ask(MALLS, week=monday, all=ALL_MALLS)
    ]
    blocks: list[Block] = [_field(malls), *_gauges(weeks), _by_mall(malls), _by_week(weeks)]
    told = Words(
        "每行是一个商场，每列是走到这一步的人占上一步的比例：颜色越浅，丢的人越多。",
        "A row is a mall, a column the share of the stage before who went on: the paler, the more were lost.",
    )
    return [Section(title, blocks, told)]


def _weeks(store: Store, monday: date) -> list[dict[str, Any]]:
    return store.ask(WEEKS, mall=ALL_MALLS, week=monday)


def _field(rows: Sequence[Row]) -> Chart:
    drawn = list(dict.fromkeys(row["mall_id"] for row in rows))[:MALLS_DRAWN]
    steps = [row for row in rows if row["stage_no"] > 1 and row["mall_id"] in drawn]
    columns = [Column("mall", Words("商场", "Mall")), Column("step", Words("步骤", "Step")), RATE, *PARTS]
    title = Words("每一步留下多少人", "How many each step keeps")
    return marks.grid(Table("steps", title, columns, steps), "step", "mall", RATE, RATE.source)


def _gauges(weeks: Sequence[Row]) -> list[Gauge]:
    """A line for each step, oldest week first in its shape."""
    steps: dict[int, list[Row]] = {}
    for row in weeks:
        if row["stage_no"] > 1:
            steps.setdefault(row["stage_no"], []).append(row)
    return [_gauge(rows) for rows in steps.values()]


def _gauge(rows: Sequence[Row]) -> Gauge:
    now, before = rows[-1], rows[-2] if len(rows) > 1 else {}
    return Gauge(
        name=_stage(now),
        figure=Cell(
            now["step_rate"], "ratio", now["step_null_reason"], source=of_metric(now["step_metric_id"])
        ),
        numerator=Cell(now["step_numerator"], "count"),
        denominator=Cell(now["step_denominator"], "count"),
        previous=before.get("step_rate"),
        direction="up",
        history=[row["step_rate"] for row in rows[-WEEKS_IN_LINE:]],
    )


def _by_mall(rows: Sequence[Row]) -> Table:
    """A line for each mall: who came to each stage, and the rate of each step."""
    lines: dict[str, dict[str, Any]] = {}
    stages: dict[str, Row] = {}
    for row in rows:
        line, stage = lines.setdefault(row["mall_id"], {"mall": row["mall"]}), row["stage"]
        line[stage] = Cell(row["value"], "count", row["null_reason"])
        line[f"{stage}_rate"] = Cell(row["step_rate"], "ratio", row["step_null_reason"])
        stages.setdefault(stage, row)
    columns = [Column("mall", Words("商场", "Mall"))]
    for stage, row in stages.items():
        columns.append(Column(stage, row["step"], "count", None, VALUE.source))
        if row["stage_no"] > 1:
            columns.append(Column(f"{stage}_rate", RATE.label, "ratio", None, RATE.source))
    return Table("malls", Words("各商场", "Mall by mall"), columns, list(lines.values()), folded=True)


def _by_week(weeks: Sequence[Row]) -> Table:
    newest = sorted(weeks, key=lambda row: (-row["week_start"].toordinal(), row["stage_no"]))
    columns = [Column("week_start", Words("周", "Week"), "week"), Column("step", Words("步骤", "Stage"))]
    title = Words("逐周", "Week by week")
    return Table("weeks", title, [*columns, VALUE, RATE, *PARTS], newest[: WEEKS_IN_LINE * 4], folded=True)


def _stage(row: Row) -> Words:
    return STAGES.get(row["stage"], same(row["stage"]))


def _mall(row: Row) -> Words:
    if row["mall_id"] == ALL_MALLS:
        return Words("全部商场", "All malls")
    return same(row["mall_name"] or row["mall_id"])
