"""Figures of past weeks that are no longer what the last Monday's review read, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.document import Block, Cell, Column, Note, Row, Section, Table, of_metric
from reports.pages.weekly.board import Standing
from reports.store import Metric, Store
from reports.words import Words, listed, same

SHOWN, AT_MOST = 20, 80
CAUSES = {
    "changed_definition": Words("口径变更", "definition changed"),
    "changed_parameter": Words("参数变更", "parameter changed"),
    "erasure": Words("按请求删除会员", "members erased on request"),
    "steward": Words("会员管理员裁定", "decided by a steward"),
    "identity_split": Words("会员拆分", "members split"),
    "identity_merge": Words("会员合并", "members merged"),
    "identity_binding": Words("标识换绑", "identifiers changed hands"),
    "delivery_withdrawn": Words("数据撤回", "data withdrawn"),
    "corrected_delivery": Words("数据更正", "data corrected"),
    "late_data": Words("数据迟到", "data came late"),
    "unexplained": Words("原因未明", "unexplained"),
}

# The review of last Monday read the night before; several changes of one figure since are told as one, and
# what went back to where it was is none.
RESTATED = """
with since as (
    select * from kpi.kpi_restatement
    where as_of_date >= $monday and period_kind = 'week' and mall_id = 'ALL' and dimension = 'all'
),

told as (
    select
        metric_id, period_start,
        first(old_value order by version) as old_value,
        first(old_null_reason order by version) as old_null_reason,
        last(new_value order by version) as new_value,
        last(new_null_reason order by version) as new_null_reason,
        string_agg(causes, ',' order by version) as causes
    from since
    group by metric_id, period_start
)

select * from told
where (old_value, old_null_reason) is distinct from (new_value, new_null_reason)
order by list_contains($board, metric_id) desc, period_start desc, metric_id
"""


def section(store: Store, board: Sequence[Standing], monday: date) -> list[Section]:
    """The ten figures first, then all others, the newest week first."""
    metrics = store.metrics()
    ours = [one.row["metric_id"] for one in board]
    found = store.ask(RESTATED, monday=monday, board=ours)
    rows = [_told(row, metrics.get(row["metric_id"])) for row in found]
    title = Words(
        f"上周一（{monday:%m-%d}）以来更正的往周数字",
        f"Past weeks, restated since Monday {monday:%d %b}",
    )
    if not rows:
        return [Section(title, [Note(Words("没有更正。", "None was restated."))])]
    blocks: list[Block] = [_table("restated", rows[:SHOWN], title)]
    if rows[SHOWN:]:
        rest = Words("其余更正", "The other restatements")
        blocks.append(_table("restated_others", rows[SHOWN:AT_MOST], rest, folded=True))
    lead = Words(f"共 {len(rows)} 个，看板上的指标在前。", f"{len(rows)} figures, those of this board first.")
    return [Section(title, blocks, lead)]


def _table(name: str, rows: Sequence[Row], title: Words, *, folded: bool = False) -> Table:
    columns = [
        Column("metric", Words("指标", "Figure")),
        Column("period_start", Words("周", "Week"), "week"),
        Column("old", Words("原值", "Was"), "count"),
        Column("new", Words("现值", "Is"), "count"),
        Column("causes", Words("原因", "Why")),
    ]
    return Table(name, title, columns, rows, folded=folded)


def _told(row: Row, metric: Metric | None) -> Row:
    unit = metric.unit if metric else "count"
    name = metric.name if metric else same(row["metric_id"])
    causes = dict.fromkeys((row["causes"] or "unexplained").split(","))
    return {
        "metric": Cell(name, source=of_metric(row["metric_id"])),
        "period_start": row["period_start"],
        "old": Cell(row["old_value"], unit, row["old_null_reason"]),
        "new": Cell(row["new_value"], unit, row["new_null_reason"]),
        "causes": listed(CAUSES.get(cause, same(cause)) for cause in causes),
    }
