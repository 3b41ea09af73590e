"""Timers of the playbook: what was done in time, what ran out, and whose turn it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.document import Block, Chart, Column, Row, Section, Source, Table, of_column
from reports.drawing import marks
from reports.pages.board import gauges
from reports.store import Store
from reports.vocabulary.programmes import ROLES, TIMERS, mall_name, named
from reports.words import NOTHING, Words

CASES = "kpi.sop_timer_daily"
FIGURES = (
    "thanks_rate_24h", "no_show_contact_rate_48h", "referral_touch_rate_48h", "recipe_coverage_day3",
    "late_answer_rate",
)  # fmt: skip
DAYS, ROWS_SHOWN = 30, 40
OUTCOMES = {
    "met": Words("按时", "In time"), "broken": Words("超时", "Ran out"),
    "running": Words("进行中", "Still running"),
}  # fmt: skip
# A case stands once, so its rows add up to cases; one without a verdict is still running.
COUNTED = """
    count(*) as cases, count(*) filter (where is_met) as met, count(*) filter (where is_breach) as broken,
    count(*) filter (where is_met is not true and is_breach is not true) as running,
    max(observed_hours) as longest_hours
from kpi.sop_timer_daily
left join core.dim_staff using (staff_id)
where business_date > $as_of - cast($days as integer) and coalesce(is_last_known, true)
"""
BY_TIMER = """
select timer, limit_hours, {counted}
group by timer, limit_hours
order by broken desc, timer, limit_hours
"""
BY_MALL = """
select timer, limit_hours, sop_timer_daily.mall_id, {counted}
group by timer, limit_hours, sop_timer_daily.mall_id
having count(*) filter (where is_breach) > 0
order by broken desc, cases desc, timer, sop_timer_daily.mall_id, limit_hours
limit $rows
"""
BY_STAFF = """
select timer, limit_hours, staff_id, dim_staff.mall_id, role, {counted} and staff_id is not null
group by timer, limit_hours, staff_id, dim_staff.mall_id, role
order by broken desc, cases desc, timer, staff_id, limit_hours, dim_staff.mall_id, role
limit $rows
"""


def section(store: Store) -> Section:
    """Rates of the week, cases of the last days, and where they ran out."""
    as_of = store.edition().as_of_date
    blocks: list[Block] = [
        *gauges(store, "week", FIGURES),
        _drawn(_asked(store, BY_TIMER, as_of)),
        _table("timers", Words("按计时器", "By timer"), _asked(store, BY_TIMER, as_of), ()),
        _by_mall(store, as_of),
        _by_staff(store, as_of),
    ]
    title = Words("SOP 计时", "Timers of the playbook")
    lead = Words(
        f"近 {DAYS} 天开始的个案；时限未到又未完成的为进行中。",
        f"Cases that began in the last {DAYS} days; one that is neither done nor overdue is still running.",
    )
    return Section(title, blocks, lead)


def _asked(store: Store, question: str, as_of: date) -> list[Row]:
    malls = store.mall_names()
    limit = {} if question == BY_TIMER else {"rows": ROWS_SHOWN}
    found = store.ask(question.replace("{counted}", COUNTED.strip()), as_of=as_of, days=DAYS, **limit)
    return [
        {
            **row, "timer": named(row["timer"], TIMERS), "mall": mall_name(row.get("mall_id"), malls),
            "role": named(row.get("role"), ROLES), "staff": row.get("staff_id") or NOTHING,
            "tone": "bad" if row["broken"] else "",
        }
        for row in found
    ]  # fmt: skip


def _drawn(rows: Sequence[Row]) -> Chart:
    parts = [
        {"timer": row["timer"], "outcome": name, "cases": row[code]}
        for row in rows
        for code, name in OUTCOMES.items()
    ]
    cases = Column("cases", Words("个案", "Cases"), "count", None, _source("is_breach"))
    columns = [Column("timer", Words("计时器", "Timer")), Column("outcome", Words("结果", "Outcome")), cases]
    table = Table("timer-outcomes", Words("个案的结果", "How cases ended"), columns, parts)
    return marks.bars(table, "timer", cases, "outcome", cases.source)


def _by_mall(store: Store, as_of: date) -> Table:
    title = Words("超时最多的商场", "Malls with the most overdue")
    return _table(
        "timers-by-mall",
        title,
        _asked(store, BY_MALL, as_of),
        [Column("mall", Words("商场", "Mall"))],
        folded=True,
    )


def _by_staff(store: Store, as_of: date) -> Table:
    title = Words("员工：超时最多在前", "Staff, the most overdue first")
    who = [
        Column("staff", Words("员工", "Staff")),
        Column("role", Words("岗位", "Role")),
        Column("mall", Words("商场", "Mall")),
    ]
    return _table("timers-by-staff", title, _asked(store, BY_STAFF, as_of), who, folded=True)


def _table(
    name: str, title: Words, rows: Sequence[Row], who: Sequence[Column], *, folded: bool = False
) -> Table:
    columns = [
        *who,
        Column("timer", Words("计时器", "Timer")),
        Column("broken", Words("超时", "Ran out"), "count", None, _source("is_breach"), "tone"),
        Column("met", Words("按时", "In time"), "count", None, _source("is_met")),
        Column("running", Words("进行中", "Still running"), "count"),
        Column("cases", Words("个案", "Cases"), "count"),
        Column("longest_hours", Words("最长用时", "Longest"), "hours", None, _source("observed_hours")),
        Column("limit_hours", Words("时限", "Limit"), "hours", None, _source("limit_hours")),
    ]
    return Table(name, title, columns, rows, folded=folded)


def _source(column: str) -> Source:
    return of_column(CASES, column)
