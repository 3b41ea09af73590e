"""The rhythm of groups' content: which rule is broken in which kind of group, and by which groups."""

from __future__ import annotations

from datetime import date

from reports.document import Block, Column, Heat, Row, Section, Source, Table, of_column
from reports.pages.board import gauges
from reports.store import Store
from reports.vocabulary.programmes import GROUPS, RHYTHM_RULES, mall_name, named
from reports.words import NOTHING, Words

RHYTHM = "kpi.content_rhythm_weekly"
FIGURES = ("core_rhythm_rate", "crowd_rhythm_rate", "light_rhythm_rate")
WEEKS, GROUPS_SHOWN = 8, 30

# A week that is not whole is not judged.
BY_TYPE = """
select
    group_type, rule, lower_limit, upper_limit, min(observed) as least, max(observed) as most,
    count(*) as weeks, count(*) filter (where is_breach) as broken
from kpi.content_rhythm_weekly
where is_breach is not null and week_start > $as_of - cast(7 * ($weeks + 1) as integer)
group by group_type, rule, lower_limit, upper_limit
order by group_type = 'other', group_type, rule, lower_limit, upper_limit
"""
BY_GROUP = """
select
    chat_id, group_type, mall_id, owner_userid, rule, lower_limit, upper_limit,
    count(*) as weeks, count(*) filter (where is_breach) as broken,
    min(observed) as least, max(observed) as most, max(week_start) filter (where is_breach) as last_week
from kpi.content_rhythm_weekly
where is_breach is not null and week_start > $as_of - cast(7 * ($weeks + 1) as integer)
group by chat_id, group_type, mall_id, owner_userid, rule, lower_limit, upper_limit
having count(*) filter (where is_breach) > 0
order by broken desc, last_week desc, weeks, mall_id, chat_id, rule, owner_userid
limit $rows
"""


def section(store: Store) -> Section:
    """Weeks broken by rule and kind of group, then the groups."""
    as_of, malls = store.edition().as_of_date, store.mall_names()
    blocks: list[Block] = [
        *gauges(store, "week", FIGURES),
        _by_type([_row(row, malls) for row in store.ask(BY_TYPE, as_of=as_of, weeks=WEEKS)]),
        _by_group(store, as_of),
    ]
    title = Words("内容节奏", "The rhythm of content")
    lead = Words(
        f"近 {WEEKS} 个整周；不满一周的群不评。",
        f"The last {WEEKS} whole weeks; a group is judged on whole weeks only.",
    )
    return Section(title, blocks, lead)


def _by_type(rows: list[Row]) -> Heat:
    down, across = Column("group", Words("群类型", "Group")), Column("rule", Words("规则", "Rule"))
    broken = Column("broken", Words("违规周", "Weeks broken"), "count", None, _source("is_breach"))
    weeks = Column("weeks", Words("整周数", "Whole weeks"), "count")
    columns = [down, across, broken, weeks, *_limits()]
    title = Words("违规的群·周（小字为整周数）", "Weeks of groups that broke a rule, of whole weeks below")
    table = Table("rhythm-by-type", title, columns, rows)
    return Heat(table, down, across, broken, weeks, source=broken.source)


def _by_group(store: Store, as_of: date) -> Table:
    malls = store.mall_names()
    rows = [_row(row, malls) for row in store.ask(BY_GROUP, as_of=as_of, weeks=WEEKS, rows=GROUPS_SHOWN)]
    columns = [
        Column("group", Words("群类型", "Group")),
        Column("mall", Words("商场", "Mall")),
        Column("rule", Words("规则", "Rule")),
        Column("broken", Words("违规周", "Weeks broken"), "count", None, _source("is_breach")),
        Column("weeks", Words("整周数", "Of"), "count"),
        *_limits(),
        Column("last_week", Words("最近一次", "Last"), "date"),
        Column("owner", Words("群主", "Owner")),
        Column("chat_id", Words("群编号", "Group id")),
    ]
    title = Words("违规最多的群", "Groups that broke a rule most often")
    return Table("rhythm-by-group", title, columns, rows, folded=True)


def _limits() -> list[Column]:
    return [
        Column("least", Words("最少", "Least"), "count", None, _source("observed")),
        Column("most", Words("最多", "Most"), "count", None, _source("observed")),
        Column("lower_limit", Words("下限", "At least"), "count", None, _source("lower_limit")),
        Column("upper_limit", Words("上限", "At most"), "count", None, _source("upper_limit")),
    ]


def _row(row: Row, malls: dict[str, str]) -> Row:
    return {
        **row, "group": named(row["group_type"], GROUPS), "rule": named(row["rule"], RHYTHM_RULES),
        "mall": mall_name(row.get("mall_id"), malls), "owner": row.get("owner_userid") or NOTHING,
    }  # fmt: skip


def _source(column: str) -> Source:
    return of_column(RHYTHM, column)
