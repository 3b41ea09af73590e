"""Campaigns step by step: from exposure to redemption, with the step where most are lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports import words
from reports.document import Block, Chart, Column, Note, Row, Section, Table, of_column
from reports.drawing import marks
from reports.store import Store
from reports.vocabulary.funnels import CAMPAIGN_STEPS
from reports.vocabulary.reasons import reason
from reports.words import Words, same

FUNNEL = "kpi.campaign_funnel"
DRAWN, AT_MOST = 12, 20

MONTH = "select max(month_start) as month_start from kpi.campaign_funnel where value is not null"
WAITING = """
select month_start, count(distinct campaign_id) as campaigns, min(null_reason) as why
from kpi.campaign_funnel
where value is null and month_start >= coalesce($month, month_start)
group by month_start
order by month_start
"""
# Those seen most come first; what cannot be read yet comes last.
STEPS = """
with seen as (
    select campaign_id, value as exposures,
        row_number() over (order by value desc nulls last, campaign_id) as place
    from kpi.campaign_funnel
    where month_start = $month and step_no = 1
)

select
    funnel.campaign_id, seen.place, campaign.name, coalesce(mall.mall_name, funnel.mall_id) as mall,
    step_no, step, value, null_reason, rate_numerator, rate_denominator, rate, rate_null_reason,
    cumulative_rate, cumulative_null_reason, is_biggest_drop
from kpi.campaign_funnel as funnel
inner join seen on funnel.campaign_id = seen.campaign_id
left join core.dim_campaign as campaign
    on funnel.campaign_id = campaign.campaign_id and campaign.is_last_known
left join core.dim_mall as mall on funnel.mall_id = mall.mall_id and mall.is_current
where month_start = $month and seen.place <= $most
order by seen.place, step_no
"""
RATE = Column("rate", Words("转化率", "Rate"), "ratio", "rate_null_reason", of_column(FUNNEL, "rate"))


def sections(store: Store) -> list[Section]:
    """The newest month that can be read; what waits is told."""
    title = Words("营销活动：在哪一步丢人", "Campaigns: at which step people are lost")
    month: date | None = store.ask(MONTH)[0]["month_start"]
    waiting: list[Block] = [Note(_waits(row)) for row in store.ask(WAITING, month=month)]
    if month is None:
        nothing = Note(Words("还没有可读的营销活动。", "No campaign can be read yet."))
        return [Section(title, [nothing, *waiting])]
    rows = [_told(row) for row in store.ask(STEPS, month=month, most=AT_MOST)]
    told = words.month(month)
    lead = Words(
        f"{told.zh}开始的营销活动，曝光最多的在前；每格是走到这一步的人占上一步的比例。",
        f"Campaigns begun in {told.en}, those seen most first; a cell: who went on from the step before.",
    )
    return [Section(title, [_field(rows), *waiting, _table(rows)], lead)]


def _field(rows: Sequence[Row]) -> Chart:
    drawn = [row for row in rows if row["step_no"] > 1 and row["place"] <= DRAWN]
    title = Words("每一步的转化率", "Rate of each step")
    columns = [Column("campaign", Words("营销活动", "Campaign")), Column("step", Words("步骤", "Step")), RATE]
    return marks.grid(Table("campaign_steps", title, columns, drawn), "step", "campaign", RATE, RATE.source)


def _table(rows: Sequence[Row]) -> Table:
    columns = [
        Column("campaign", Words("营销活动", "Campaign")),
        Column("mall", Words("商场", "Mall")),
        Column("step", Words("步骤", "Step")),
        Column("value", Words("人数", "Persons"), "count", "null_reason", of_column(FUNNEL, "value")),
        RATE,
        Column("rate_numerator", Words("走下去", "Went on"), "count"),
        Column("rate_denominator", Words("共", "Of"), "count"),
        Column(
            "cumulative_rate",
            Words("占曝光", "Of exposures"),
            "ratio",
            "cumulative_null_reason",
            of_column(FUNNEL, "cumulative_rate"),
        ),
        Column(
            "drop", Words("丢得最多", "Loses most"), source=of_column(FUNNEL, "is_biggest_drop"), tone="tone"
        ),
    ]
    return Table("campaigns", Words("逐步", "Step by step"), columns, rows, folded=True)


def _told(row: Row) -> Row:
    name = row["name"]
    return {
        **row,
        "campaign": f"{name} ({row['campaign_id']})" if name else row["campaign_id"],
        "step": CAMPAIGN_STEPS.get(row["step"], same(row["step"])),
        "drop": Words("在这一步", "here") if row["is_biggest_drop"] else None,
        "tone": "bad" if row["is_biggest_drop"] else "",
    }


def _waits(row: Row) -> Words:
    month, why = words.month(row["month_start"]), reason(row["why"])
    return Words(
        f"{month.zh}有 {row['campaigns']} 个还不可读：{why.zh}。",
        f"{row['campaigns']} of {month.en} cannot be read yet: {why.en}.",
    )
