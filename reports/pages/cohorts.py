"""Repurchase and retention: whether members buy again once they bought, and come again once they joined."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Block, Column, Heat, Note, Page, Row, Section, Table, of_column
from reports.drawing import marks
from reports.pages import cohort_cuts, monthly
from reports.pages.board import gauges
from reports.store import ALL_MALLS, Store
from reports.vocabulary.reasons import reason
from reports.words import Words

COHORT = "kpi.cohort_retention"
TABLES = (COHORT, *cohort_cuts.TABLES, *monthly.TABLES)
# What is shown month by month, by the rows of the requirements that ask for it.
GROUPS = (
    ("repurchase", Words("消费之后再消费", "Buying again after a purchase"), {"168"}),
    ("newcomers", Words("新会员与首购会员", "New members and first purchasers"), {"90", "169", "170"}),
)
CELLS = """
select cohort_month, age_months, cohort_members, numerator, denominator, value, null_reason
from kpi.cohort_retention
where cohort_kind = $kind and mall_id = $mall and cohort_month > (
    select max(cohort_month) - interval 25 month from kpi.cohort_retention
)
order by cohort_month, age_months
"""
# Kinds of cohort in the order shown: heading, and what a line and a cell tell.
COHORTS = {
    "first_purchase": (
        Words("首购后是否再买", "Buying again, by month of first purchase"),
        Words(
            "每行是同月首次消费的会员，各列是此后第几个月；格中为该月又有消费者所占比例，小字为人数。",
            "A row is the members who first bought in one month, a column the months since; a cell is the "
            "share who bought in that month, with their number below.",
        ),
    ),
    "join": (
        Words("入会后是否再来", "Coming again, by month of joining"),
        Words(
            "每行是同月入会的会员，各列是此后第几个月；格中为该月到场者所占比例，小字为人数。",
            "A row is the members who joined in one month, a column the months since; a cell is the share "
            "who visited in that month, with their number below.",
        ),
    ),
}


def page(store: Store) -> Page:
    """The months of each group of metrics, the cohorts of each kind, and the cuts that are published."""
    told = entry("cohorts")
    sections = [
        *(_group(store, name, title, rows) for name, title, rows in GROUPS),
        *(_cohorts(store, kind) for kind in COHORTS),
        *cohort_cuts.sections(store),
    ]
    return Page("cohorts", told.title, told.asks, [section for section in sections if section.blocks])


def _group(store: Store, name: str, title: Words, rows: set[str]) -> Section:
    ids = [
        metric.metric_id
        for metric in store.metrics().values()
        if metric.unit == "ratio" and metric.serves(rows)
    ]
    metrics = monthly.followed(store, ids)
    drawn = monthly.drawn_months(f"{name}-lines", Words("逐月走势", "Month by month"), metrics)
    blocks: list[Block] = [*gauges(store, "month", [metric.metric_id for metric, _ in metrics])]
    if drawn.rows:
        blocks.append(marks.lines(drawn, "when", drawn.columns[2], "metric"))
    if metrics:
        blocks.append(monthly.months_of(f"{name}-months", Words("各月数值", "Every month"), metrics))
    return Section(title, blocks)


def _cohorts(store: Store, kind: str) -> Section:
    title, note = COHORTS[kind]
    rows = [_told(row) for row in store.ask(CELLS, kind=kind, mall=ALL_MALLS)]
    if not rows:
        empty = Note(Words("本版本没有这样的队列。", "This version publishes no such cohort."))
        return Section(title, [empty])
    share = Column("value", Words("占比", "Share"), "ratio", "null_reason", of_column(COHORT, "value"))
    age = Column("age", Words("此后第几个月", "Months since"))
    columns = [
        month := Column("cohort_month", Words("月份", "Month"), "month"),
        size := Column("cohort_members", Words("会员", "Members"), "count"),
        age,
        active := Column("numerator", Words("分子", "Numerator"), "count"),
        Column("denominator", Words("分母", "Denominator"), "count"),
        share,
        Column("missing", Words("缺失原因", "Why missing")),
    ]
    table = Table(
        f"cohorts-{kind.replace('_', '-')}", Words("按月份的队列", "Cohorts by month"), columns, rows, note
    )
    # In the month of the start itself all first purchasers bought: no shade, or it drowns the others.
    return Section(title, [Heat(table, month, age, share, active, size, ("+0",), source=share.source)])


def _told(row: Row) -> Row:
    missing = reason(row["null_reason"]) if row["value"] is None else None
    return {**row, "age": f"+{row['age_months']}", "missing": missing}
