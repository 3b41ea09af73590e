"""Tasks and chains: at which step attempts are given up, and how long the steps take."""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Chart, Column, Note, Row, Section, Table, of_column
from reports.drawing import marks
from reports.store import ALL_MALLS, Store
from reports.vocabulary.funnels import TASKS, task_step
from reports.words import Words, same

CHAIN = "kpi.task_chain"
STEPS_DRAWN, AT_MOST = 14, 160

# Attempts belong to one task, so they may be added up over a kind's tasks; chains have their own steps.
KINDS = """
with step as (
    select
        kind, case when kind = 'chain' then task_id else '' end as chain, step_no, step,
        sum(came_from_before) as came, sum(reached) as reached, sum(dropped) as dropped
    from kpi.task_chain
    where mall_id = $mall and step_no > 0
    group by all
    having sum(came_from_before) > 0
)

select * from step
order by dropped desc, kind, chain, step_no
limit $most
"""
TASKS_BY_DROP = """
select
    task_id, kind, step_no, step, window_days, came_from_before, reached, dropped, conversion, null_reason,
    median_minutes, attempts_open
from kpi.task_chain
where mall_id = $mall
order by max(dropped) over (partition by task_id) desc, task_id, step_no
limit $most
"""


def sections(store: Store) -> list[Section]:
    """Steps by what they lose; then task by task."""
    title = Words("任务：在哪一步放弃", "Tasks: at which step they are given up")
    kinds = store.ask(KINDS, mall=ALL_MALLS, most=STEPS_DRAWN)
    tasks = store.ask(TASKS_BY_DROP, mall=ALL_MALLS, most=AT_MOST)
    if not tasks:
        return [Section(title, [Note(Words("本版本没有任务。", "This version has no tasks."))])]
    lead = Words(
        "只算窗口已过的尝试；丢得最多的一步在前。",
        "Attempts whose window is over; the step that loses most is first.",
    )
    return [Section(title, [_chart(kinds), _table(tasks)], lead)]


def _chart(rows: Sequence[Row]) -> Chart:
    went, lost = Words("走完这一步", "Took the step"), Words("在这一步放弃", "Gave up here")
    parts = [
        {"step": _step_of_kind(row), "part": part, "attempts": int(row[column])}
        for row in rows
        for part, column in ((went, "reached"), (lost, "dropped"))
    ]
    attempts = Column("attempts", Words("尝试", "Attempts"), "count", None, of_column(CHAIN, "dropped"))
    columns = [Column("step", Words("步骤", "Step")), Column("part", Words("结果", "Outcome")), attempts]
    title = Words("到了这一步的尝试", "Attempts that came to a step")
    return marks.bars(Table("task_steps", title, columns, parts), "step", attempts, "part", attempts.source)


def _table(rows: Sequence[Row]) -> Table:
    columns = [
        Column("kind", Words("任务", "Task")),
        Column("task_id", Words("编号", "Id")),
        Column("step", Words("步骤", "Step")),
        _column("came_from_before", Words("到达上一步", "Came")),
        _column("reached", Words("走完", "Took it")),
        _column("dropped", Words("放弃", "Gave up")),
        Column("conversion", Words("转化率", "Rate"), "ratio", "null_reason", of_column(CHAIN, "conversion")),
        _column("median_minutes", Words("间隔中位", "Median time between"), "minutes"),
        _column("attempts_open", Words("窗口未过", "Still open")),
        _column("window_days", Words("窗口天数", "Window, days")),
    ]
    told = [
        {
            **row,
            "kind": TASKS.get(row["kind"], same(row["kind"])),
            "step": task_step(row["step"], row["step_no"]),
        }
        for row in rows
    ]
    return Table("tasks", Words("逐个任务", "Task by task"), columns, told, folded=True)


def _column(name: str, label: Words, unit: str = "count") -> Column:
    return Column(name, label, unit, None, of_column(CHAIN, name))


def _step_of_kind(row: Row) -> Words:
    kind = TASKS.get(row["kind"], same(row["kind"]))
    step = task_step(row["step"], row["step_no"])
    chain = f" {row['chain']}" if row["chain"] else ""
    return Words(f"{kind.zh}{chain}·{step.zh}", f"{kind.en}{chain} · {step.en}")
