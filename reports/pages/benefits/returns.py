"""What benefits bring: sales that went with them, beside what an experiment says they caused."""

from __future__ import annotations

from reports.document import Block, Column, Note, Row, Section, Table
from reports.drawing import marks
from reports.pages.benefits.rows import FOLDED, NEWEST, ROI, SHOWN, asked, measure, source, who
from reports.store import Store
from reports.words import NOTHING, Words

RETURNS = f"""
select
    benefit_id, name, benefit_class, benefit_type, bearer, campaign_id, redemptions, redemptions_with_ticket,
    attributed_fen, halo_fen, cost_fen, roi, roi_null_reason, experiment_id, incremental_gmv_fen,
    incremental_cost_fen, incremental_ratio, incremental_ratio_low, incremental_ratio_high,
    incremental_null_reason, is_over, is_weak, is_to_retire
from {ROI}
where {NEWEST}
order by
    is_to_retire desc nulls last, is_weak desc nulls last, experiment_id is null, roi nulls last,
    cost_fen desc nulls last, benefit_id
limit $rows
"""
RETIRE, WEAK = Words("建议下线", "Retire"), Words("弱", "Weak")
RUNNING = Words("月未结束", "Month not over")


def section(store: Store) -> Section:
    """Benefits to retire and weak ones first, then those that an experiment tells of."""
    rows: list[Row] = [
        {**row, "verdict": _verdict(row), "tone": "bad" if row["is_weak"] or row["is_to_retire"] else ""}
        for row in asked(store, RETURNS, rows=FOLDED)
    ]
    blocks: list[Block] = [*_estimates(rows)]
    if rows and not any(row["tone"] for row in rows):
        blocks.append(
            Note(
                Words(
                    "本月没有弱权益，也没有建议下线的权益。",
                    "No benefit is weak or to be retired this month.",
                )
            )
        )
    blocks += [
        _table("returns", Words("带来多少", "What they bring"), rows[:SHOWN]),
        _table("returns-rest", Words("其余权益", "The other benefits"), rows[SHOWN:], folded=True),
    ]
    title = Words("值不值", "Whether they pay")
    lead = Words(
        "归因是用券小票的销售额，不等于券带来的；增量来自有对照组的实验。",
        "Attributed are sales on the tickets of coupons, caused or not; increments come from experiments.",
    )
    return Section(title, [block for block in blocks if not isinstance(block, Table) or block.rows], lead)


def _verdict(row: Row) -> Words:
    if row["is_to_retire"]:
        return RETIRE
    if row["is_weak"]:
        return WEAK
    return NOTHING if row["is_over"] else RUNNING


def _estimates(rows: list[Row]) -> list[Block]:
    """A drawing where an experiment has an answer; the table tells the reasons of the others."""
    known = [row for row in rows if row["incremental_ratio"] is not None]
    if not known:
        return []
    ratio = measure("incremental_ratio", Words("增量销售÷成本", "Added sales by cost"), "times")
    columns = [
        *who(), ratio,
        measure("incremental_ratio_low", Words("下限", "Low"), "times"),
        measure("incremental_ratio_high", Words("上限", "High"), "times"),
    ]  # fmt: skip
    title = Words("每花一元多卖几元，连同区间", "Added sales for each yuan of cost, with the interval")
    table = Table("increments", title, columns, known)
    return [
        marks.intervals(
            table, "benefit_id", ratio, "incremental_ratio_low", "incremental_ratio_high", ratio.source
        )
    ]


def _table(name: str, title: Words, rows: list[Row], *, folded: bool = False) -> Table:
    columns = [
        *who(),
        measure("cost_fen", Words("成本", "Cost"), "fen"),
        measure("attributed_fen", Words("归因销售", "Attributed"), "fen"),
        measure("roi", Words("归因÷成本", "By cost"), "times", "roi_null_reason", "tone"),
        measure("redemptions", Words("核销", "Redeemed")),
        measure("redemptions_with_ticket", Words("有小票", "With ticket")),
        measure("incremental_ratio", Words("增量÷成本", "Added by cost"), "times", "incremental_null_reason"),
        measure("incremental_ratio_low", Words("下限", "Low"), "times"),
        measure("incremental_ratio_high", Words("上限", "High"), "times"),
        Column("verdict", Words("结论", "Verdict"), "text", None, source("is_to_retire"), "tone"),
    ]
    return Table(name, title, columns, rows, folded=folded)
