"""Paths to membership: the kinds of signs people gave before joining, in their order, and how many joined."""

from __future__ import annotations

from datetime import date

from reports import words
from reports.document import Column, Note, Row, Section, Table, of_column
from reports.store import ALL_MALLS, Store
from reports.vocabulary.funnels import path
from reports.vocabulary.reasons import reason
from reports.words import Words, same

PATHS = "kpi.path_funnel"
SHOWN, AT_MOST = 20, 120

MONTH = "select max(month_start) as month_start from kpi.path_funnel where persons is not null"
WAITING = """
select month_start, min(null_reason) as why
from kpi.path_funnel
where persons is null and month_start >= coalesce($month, month_start)
group by month_start
order by month_start
"""
OF_MONTH = """
select
    path.mall_id, mall.mall_name, path_type, persons, joined_persons, rate_denominator, join_rate, null_reason
from kpi.path_funnel as path
left join core.dim_mall as mall on path.mall_id = mall.mall_id and mall.is_current
where month_start = $month and path.mall_id <> 'unknown' and (path.mall_id = $all) = $together
order by path_type <> 'all', persons desc nulls last, path_type, path.mall_id
limit $most
"""


def sections(store: Store) -> list[Section]:
    """The newest month that can be read: all malls, then mall by mall."""
    title = Words("入会路径", "Paths to membership")
    month: date | None = store.ask(MONTH)[0]["month_start"]
    waiting = [Note(_waits(row)) for row in store.ask(WAITING, month=month)]
    if month is None:
        return [Section(title, [Note(Words("还没有可读的一个月。", "No month can be read yet.")), *waiting])]
    told = words.month(month)
    lead = Words(
        f"{told.zh}第一次留下痕迹的人，按顺序走过什么、入会多少。",
        f"People whose first sign was in {told.en}: what signs they gave, in order, and how many joined.",
    )
    together = _table(store, "paths", month, Words("全部商场", "All malls"), together=True)
    by_mall = _table(store, "paths_by_mall", month, Words("各商场", "Mall by mall"), together=False)
    return [Section(title, [together, *waiting, by_mall], lead)]


def _table(store: Store, name: str, month: date, title: Words, *, together: bool) -> Table:
    most = SHOWN if together else AT_MOST
    rows = store.ask(OF_MONTH, month=month, all=ALL_MALLS, together=together, most=most)
    columns = [
        Column("path", Words("路径", "Path")),
        *([] if together else [Column("mall", Words("商场", "Mall"))]),
        Column("persons", Words("人数", "Persons"), "count", "null_reason", of_column(PATHS, "persons")),
        Column(
            "joined_persons",
            Words("入会", "Joined"),
            "count",
            "null_reason",
            of_column(PATHS, "joined_persons"),
        ),
        Column("join_rate", Words("入会率", "Rate"), "ratio", "null_reason", of_column(PATHS, "join_rate")),
        Column(
            "rate_denominator",
            Words("共", "Of"),
            "count",
            "null_reason",
            of_column(PATHS, "rate_denominator"),
        ),
    ]
    return Table(name, title, columns, [_told(row) for row in rows], folded=not together)


def _told(row: Row) -> Row:
    return {**row, "path": path(row["path_type"]), "mall": same(row["mall_name"] or row["mall_id"])}


def _waits(row: Row) -> Words:
    month, why = words.month(row["month_start"]), reason(row["why"])
    return Words(f"{month.zh}还不可读：{why.zh}。", f"{month.en} cannot be read yet: {why.en}.")
