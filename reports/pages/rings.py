"""Rings: how many members stand in each, who moved inwards, and what the inner ring does."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Cell, Column, Note, Page, Row, Section, Table, of_column, of_metric
from reports.pages import monthly, moves, standings
from reports.pages.board import gauges
from reports.pages.standings import Kinds
from reports.store import ALL_MALLS, Store
from reports.vocabulary.members import RINGS, called, mall_called
from reports.words import Words

TRANSITION = "kpi.ring_transition_monthly"
TABLES = (TRANSITION, *monthly.TABLES, *standings.TABLES)
KINDS = Kinds("ring", Words("圈层", "ring"), RINGS)
LEADING = (
    "ring_to_inner_rate", "ring_promotion_rate", "ring_promotion_median_days",
    "middle_ring_promotion_rate_90d", "ring_fallback_rate", "high_potential_members",
    "high_potential_precision_90d", "co_creation_active_rate",
)  # fmt: skip
FLOWS = """
with newest as (
    select max(month_start) as month_start from kpi.ring_transition_monthly
    where mall_id = $mall and value is not null
)

select month_start, ring_from as before, ring_to as after, denominator, numerator, value, null_reason
from kpi.ring_transition_monthly
where mall_id = $mall and month_start = (select month_start from newest)
order by ring_from, ring_to
"""
# A smaller rank lies further out; those without a ring stand outside of all.
INWARDS = """
with place (ring, depth) as (values ('none', 0), ('outer', 1), ('middle', 2), ('inner', 3)),

newest as (
    select max(month_start) as month_start from kpi.ring_transition_monthly where value is not null
)

select month_start, mall_id, ring_from as before, ring_to as after, denominator, numerator, value, null_reason
from kpi.ring_transition_monthly
inner join place as origin on origin.ring = ring_from
inner join place as goal on goal.ring = ring_to
where month_start = (select month_start from newest) and goal.depth > origin.depth and numerator > 0
order by mall_id <> 'ALL', mall_id = 'unknown', mall_id, goal.depth desc, origin.depth desc
"""
BY_EVENT = """
with newest as (
    select metric_id, max(period_start) as period_start from kpi.kpi_value
    where period_kind = 'month' and dimension = 'event_ring' and mall_id = 'ALL' and value is not null
    group by metric_id
)

select kpi_value.metric_id, kpi_value.period_start as month, dimension_value as ring,
    numerator, denominator, value, null_reason
from kpi.kpi_value
inner join newest
    on kpi_value.metric_id = newest.metric_id and kpi_value.period_start = newest.period_start
where period_kind = 'month' and dimension = 'event_ring' and mall_id = 'ALL'
order by kpi_value.metric_id, dimension_value
"""


def page(store: Store) -> Page:
    """The rings' leading figures, the flows of the newest month, sizes over months, moves inwards."""
    told = entry("rings")
    rows = standings.shares(store, KINDS)
    drawn = standings.over_months(rows, KINDS)
    sections = [
        Section(Words("先看这几项", "First of all"), gauges(store, "month", LEADING)),
        Section(
            Words("各圈多大", "How large each ring is"),
            [drawn, standings.history(drawn, KINDS), *standings.by_mall(rows, KINDS)],
        ),
        *_inwards(store),
        *_flows(store),
        *_events(store),
    ]
    return Page("rings", told.title, told.asks, [section for section in sections if section.blocks])


def _flows(store: Store) -> list[Section]:
    rows = moves.in_words(store.ask(FLOWS, mall=ALL_MALLS), RINGS)
    title = Words("一个月里的流动", "Where a month moved them")
    if not rows:
        return [Section(title, [Note(Words("还没有可读的一个月。", "No month can be read yet."))])]
    lead = Words(
        "每行是月初所在的圈，每列是月末所在的圈。", "A row is the ring before, a column the ring after."
    )
    whole = Words("月初在某圈的会员，月末在哪圈", "Members by their ring before and after")
    return [
        Section(title, moves.matrix(rows, TRANSITION, "ring-moves", whole), lead),
        Section(
            Words("哪圈得、哪圈失", "Which rings gained and lost"),
            moves.net(rows, TRANSITION, RINGS, "ring", Words("圈层", "Ring")),
        ),
    ]


def _inwards(store: Store) -> list[Section]:
    malls = store.mall_names()
    rows = [
        {
            **row,
            "mall": mall_called(row["mall_id"], malls),
            "from": called(row["before"], RINGS),
            "to": called(row["after"], RINGS),
        }
        for row in store.ask(INWARDS)
    ]
    if not rows:
        return []
    columns = [Column("mall", Words("商场", "Mall")), *moves.columns_of(TRANSITION)]
    title = Words("谁往里走", "Who moved inwards")
    whole = [row for row in rows if row["mall_id"] == ALL_MALLS]
    parts = [row for row in rows if row["mall_id"] != ALL_MALLS]
    note = Words("月初已有的会员，不含新进。", "Members who were known before; newcomers are not counted.")
    return [
        Section(
            title,
            [
                Table("ring-inwards", title, columns[1:], whole, note),
                Table("ring-inwards-malls", Words("按商场", "By mall"), columns, parts, folded=True),
            ],
        )
    ]


def _events(store: Store) -> list[Section]:
    metrics = store.metrics()

    def told(row: Row) -> Row:
        metric = metrics[row["metric_id"]]
        part = "fen" if metric.unit == "fen" else "count"
        return {
            **row,
            "metric": Cell(metric.name, source=of_metric(metric.metric_id)),
            "ring": called(row["ring"], RINGS),
            "value": Cell(row["value"], metric.unit, row["null_reason"]),
            "numerator": Cell(row["numerator"], part),
        }

    rows = [told(row) for row in store.ask(BY_EVENT) if row["metric_id"] in metrics]
    columns = [
        Column("metric", Words("指标", "Metric")),
        Column("ring", Words("活动面向的圈", "Events for")),
        Column("month", Words("月份", "Month"), "month"),
        Column("value", Words("数值", "Value"), "ratio", "null_reason", of_column("kpi.kpi_value", "value")),
        Column("numerator", Words("分子", "Numerator"), "count"),
        Column("denominator", Words("分母", "Denominator"), "count"),
    ]
    title = Words("各圈的活动", "Events by the ring they are for")
    return [Section(title, [Table("ring-events", title, columns, rows)])] if rows else []
