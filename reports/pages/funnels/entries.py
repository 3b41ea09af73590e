"""Which kinds of entries bring members, and how each entry did week by week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.document import Column, Row, Section, Table, of_metric
from reports.store import ALL_MALLS, Store
from reports.vocabulary.funnels import STAGES, entry_kind
from reports.words import Words

WEEKS, AT_MOST = 4, 160

# A member joins once and at one entry, so members may be added up over entries and weeks; people who were
# reached may not.
KINDS = """
select
    coalesce(entry.touchpoint_type, '') as touchpoint_type, coalesce(entry.scene, '') as scene,
    case when funnel.entry_id = 'unknown' then 'unknown' else '' end as entry_id,
    count(distinct funnel.entry_id) as entries,
    cast(sum(value) filter (where stage = 'new_members') as bigint) as joined,
    cast(sum(value) filter (where stage = 'reachable') as bigint) as reachable
from kpi.entry_funnel_weekly as funnel
left join core.dim_entry as entry on funnel.entry_id = entry.entry_id and entry.is_last_known
where
    funnel.mall_id = $mall and funnel.entry_id <> 'all' and stage in ('new_members', 'reachable')
    and week_start > $week - 7 * $weeks::integer and week_start <= $week
group by all
order by joined desc nulls last, touchpoint_type, scene, entry_id
"""
WEEKLY = """
with stage as (
    select
        week_start, entry_id,
        max(value) filter (where stage = 'effective_reach') as reached,
        max(value) filter (where stage = 'new_members') as joined,
        max(step_rate) filter (where stage = 'new_members') as join_rate,
        max(step_null_reason) filter (where stage = 'new_members') as join_why,
        max(value) filter (where stage = 'reachable') as reachable,
        max(step_rate) filter (where stage = 'reachable') as reachable_rate,
        max(step_null_reason) filter (where stage = 'reachable') as reachable_why,
        max(null_reason) filter (where stage <> 'footfall') as why
    from kpi.entry_funnel_weekly
    where
        mall_id = $mall and entry_id <> 'all'
        and week_start > $week - 7 * $weeks::integer and week_start <= $week
    group by week_start, entry_id
)

select stage.*, entry.touchpoint_type, entry.scene, coalesce(mall.mall_name, entry.mall_id) as mall
from stage
left join core.dim_entry as entry on stage.entry_id = entry.entry_id and entry.is_last_known
left join core.dim_mall as mall on entry.mall_id = mall.mall_id and mall.is_current
order by week_start desc, reached desc nulls last, joined desc nulls last, stage.entry_id
limit $most
"""


def sections(store: Store, monday: date | None) -> list[Section]:
    """Kinds of entries over some weeks; then each entry, folded."""
    if monday is None:
        return []
    kinds = store.ask(KINDS, mall=ALL_MALLS, week=monday, weeks=WEEKS)
    weekly = store.ask(WEEKLY, mall=ALL_MALLS, week=monday, weeks=WEEKS, most=AT_MOST)
    title = Words(f"哪种入口带来会员（近 {WEEKS} 周）", f"Which entries bring members, in {WEEKS} weeks")
    lead = Words(
        "一位会员只算在入会的那个入口；可联系，是入会后能再发消息的人。",
        "A member counts at the entry where they joined; who can be written to is part of who joined.",
    )
    return [Section(title, [_kinds(kinds, title), _weekly(weekly)], lead)]


def _kinds(rows: Sequence[Row], title: Words) -> Table:
    columns = [
        Column("kind", Words("入口种类", "Kind of entry")),
        Column("entries", Words("入口数", "Entries"), "count"),
        Column("joined", STAGES["new_members"], "count", None, of_metric("new_members")),
        Column("reachable", STAGES["reachable"], "count", None, of_metric("new_members_reachable")),
    ]
    return Table("kinds", title, columns, [_told(row) for row in rows])


def _weekly(rows: Sequence[Row]) -> Table:
    columns = [
        Column("week_start", Words("周", "Week of"), "date"),
        Column("kind", Words("入口", "Entry")),
        Column("mall", Words("商场", "Mall")),
        Column("entry_id", Words("编号", "Id")),
        Column("reached", STAGES["effective_reach"], "count", "why", of_metric("effective_reach")),
        Column("joined", STAGES["new_members"], "count", "why", of_metric("new_members")),
        Column(
            "join_rate",
            Words("入会率", "Joined of reached"),
            "ratio",
            "join_why",
            of_metric("join_per_reach"),
        ),
        Column("reachable", STAGES["reachable"], "count", "why", of_metric("new_members_reachable")),
        Column(
            "reachable_rate",
            Words("可联系率", "Can be written to, of joined"),
            "ratio",
            "reachable_why",
            of_metric("new_member_reachable_rate"),
        ),
    ]
    title = Words("每个入口逐周", "Entry by entry, week by week")
    return Table("entries", title, columns, [_told(row) for row in rows], folded=True)


def _told(row: Row) -> Row:
    return {
        **row,
        "kind": entry_kind(row["entry_id"], row["touchpoint_type"], row["scene"]),
        "entry_id": None if row["entry_id"] == "unknown" else row["entry_id"],
    }
