"""The funnel of the week: the whole of it, then entry by entry, where most people were lost first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.document import Block, Column, Row, Section, Source, Table, of_column, of_metric
from reports.store import ALL_MALLS, Store
from reports.vocabulary.funnels import STAGES, entry_kind
from reports.words import Words, same

FUNNEL = "kpi.entry_funnel_weekly"
SHOWN, AT_MOST = 12, 200

WHOLE = """
select
    now.stage, now.metric_id, now.value, now.null_reason, now.step_numerator, now.step_denominator,
    now.step_rate, now.step_null_reason, before.step_rate as rate_before,
    before.step_null_reason as why_before
from kpi.entry_funnel_weekly as now
left join kpi.entry_funnel_weekly as before
    on
        now.week_start = before.week_start + 7
        and now.mall_id = before.mall_id
        and now.entry_id = before.entry_id
        and now.stage_no = before.stage_no
where now.week_start = $week and now.mall_id = $mall and now.entry_id = 'all'
order by now.stage_no
"""
# An entry's worst step is the one that most of its people did not take.
BY_ENTRY = """
with step as (
    select
        *,
        row_number() over (
            partition by entry_id
            order by step_rate is null, step_denominator - step_numerator desc nulls last, stage_no
        ) as place,
        max(value) filter (where stage = 'effective_reach') over (partition by entry_id) as reached,
        max(value) filter (where stage = 'new_members') over (partition by entry_id) as joined,
        max(value) filter (where stage = 'reachable') over (partition by entry_id) as reachable,
        max(null_reason) filter (where stage <> 'footfall') over (partition by entry_id) as why
    from kpi.entry_funnel_weekly
    where week_start = $week and mall_id = $mall and entry_id <> 'all'
)

select
    step.entry_id, entry.touchpoint_type, entry.scene, entry.mall_id, mall.mall_name, step.reached,
    step.joined, step.reachable, step.why, step.step_rate, step.step_numerator, step.step_denominator,
    coalesce(step.step_null_reason, 'empty_denominator') as step_null_reason,
    case when step.step_rate is not null then step.stage end as stage
from step
left join core.dim_entry as entry on step.entry_id = entry.entry_id and entry.is_last_known
left join core.dim_mall as mall on entry.mall_id = mall.mall_id and mall.is_current
where step.place = 1
order by
    step.step_rate is null, step.step_denominator - step.step_numerator desc nulls last,
    step.reached desc nulls last, step.entry_id
"""


def section(store: Store, monday: date) -> list[Section]:
    """All malls together, the worst entries, and the others folded."""
    whole = [
        {**row, "stage": STAGES.get(row["stage"], same(row["stage"]))}
        for row in store.ask(WHOLE, week=monday, mall=ALL_MALLS)
    ]
    if not whole:
        return []
    rows = [_told(row) for row in store.ask(BY_ENTRY, week=monday, mall=ALL_MALLS)]
    blocks: list[Block] = [
        _whole(whole),
        _entries("entries", rows[:SHOWN], Words("流失最多的入口", "Entries that lost most")),
    ]
    if rows[SHOWN:]:
        others = Words("其余入口", "The other entries")
        blocks.append(_entries("other_entries", rows[SHOWN:AT_MOST], others, folded=True))
    lead = Words(
        "客流只按商场计数，入口从有效触达算起。",
        "Footfall is counted for malls only; an entry's funnel begins with the people it reached.",
    )
    return [Section(Words("从进门到可联系", "From the door to a member who can be written to"), blocks, lead)]


def _whole(rows: Sequence[Row]) -> Table:
    columns = [
        Column("stage", Words("步骤", "Step")),
        Column("value", Words("人数", "Persons"), "count", "null_reason", of_column(FUNNEL, "value")),
        Column(
            "step_rate", Words("转化率", "Rate"), "ratio", "step_null_reason", of_column(FUNNEL, "step_rate")
        ),
        Column("step_numerator", Words("分子", "Went on"), "count"),
        Column("step_denominator", Words("分母", "Of"), "count"),
        Column("rate_before", Words("上周转化率", "Rate a week before"), "ratio", "why_before"),
    ]
    return Table("funnel", Words("全部商场", "All malls"), columns, rows)


def _entries(name: str, rows: Sequence[Row], title: Words, *, folded: bool = False) -> Table:
    columns = [
        Column("kind", Words("入口", "Entry")),
        Column("mall", Words("商场", "Mall")),
        Column("entry_id", Words("编号", "Id")),
        _count("reached", STAGES["effective_reach"], of_metric("effective_reach")),
        _count("joined", STAGES["new_members"], of_metric("new_members")),
        _count("reachable", STAGES["reachable"], of_metric("new_members_reachable")),
        Column("stage", Words("丢在哪一步", "Lost before")),
        Column(
            "step_rate",
            Words("这一步", "That step"),
            "ratio",
            "step_null_reason",
            of_column(FUNNEL, "step_rate"),
        ),
        Column("step_numerator", Words("走下去", "Went on"), "count"),
        Column("step_denominator", Words("共", "Of"), "count"),
    ]
    return Table(name, title, columns, rows, folded=folded)


def _count(name: str, label: Words, source: Source) -> Column:
    return Column(name, label, "count", "why", source)


def _told(row: Row) -> Row:
    stage = row["stage"]
    return {
        **row,
        "kind": entry_kind(row["entry_id"], row["touchpoint_type"], row["scene"]),
        "entry_id": None if row["entry_id"] == "unknown" else row["entry_id"],
        "mall": row["mall_name"] or row["mall_id"],
        "stage": STAGES.get(stage, same(stage)) if stage else None,
    }
