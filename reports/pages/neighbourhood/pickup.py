"""Pick-up: what waited, what was missed and went elsewhere, by point; and days over a point's capacity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports import words
from reports.document import Block, Cell, Column, Note, Row, Section, Table, of_column, of_metric
from reports.drawing import marks
from reports.store import Store
from reports.vocabulary.community import PICKUP_MODES, worded
from reports.words import Words, same

SLA = "kpi.fulfilment_sla_daily"
DAYS_SHOWN, POINTS_SHOWN = 42, 200
BY_DAY = """
select business_date, stale_rate, missed_rate, stale_orders, stale_judged_orders, missed_orders, orders,
    missed_judged_orders, wait_hours_p90, express_in_time_rate, oversold_rate
from kpi.fulfilment_sla_daily
where point_id = 'ALL'
order by business_date desc
limit $days
"""
# Orders, and days on which a point took more than it holds, in the month of the rates.
BY_POINT = """
with newest as (
    select max(period_start) as month_start
    from kpi.kpi_value
    where
        metric_id = 'pickup_stale_rate' and period_kind = 'month' and dimension = 'point'
        and value is not null
),

day as (
    select
        point_id, any_value(community_id order by business_date desc) as community_id,
        any_value(mode order by business_date desc) as mode, sum(orders) as orders,
        count(*) filter (where is_over_capacity) as days_over, max(capacity) as capacity
    from kpi.fulfilment_sla_daily
    where point_id <> 'ALL' and date_trunc('month', business_date) = (select month_start from newest)
    group by point_id
)

select
    point_id, coalesce(community.name, day.community_id) as community, mode, orders, days_over, capacity,
    (select month_start from newest) as month_start, metric_id, value, null_reason
from day
left join core.dim_community as community
    on day.community_id = community.community_id and community.is_last_known
inner join kpi.kpi_value as figure
    on figure.dimension_value = point_id and figure.dimension = 'point' and figure.period_kind = 'month'
        and figure.mall_id = 'ALL' and figure.period_start = (select month_start from newest)
where list_contains($metrics, metric_id)
order by point_id, metric_id
"""
RATES = {
    "pickup_stale_rate": (Words("滞留未提", "Stale"), "ratio"),
    "pickup_missed_rate": (Words("未提货", "Missed"), "ratio"),
    "pickup_reallocation_rate": (Words("改派", "Reallocated"), "ratio"),
    "pickup_wait_hours": (Words("待提货中位数", "Wait, median"), "hours"),
    "express_in_time_rate": (Words("即时达准时", "Express in time"), "ratio"),
    "oversold_order_rate": (Words("超卖", "Oversold"), "ratio"),
}
TITLE = Words("自提与即时达", "Pick-up and express")


def section(store: Store) -> Section:
    """The last weeks of all points together, then each point, the one with most left lying first."""
    days = store.ask(BY_DAY, days=DAYS_SHOWN)
    if not days:
        return Section(TITLE, [Note(Words("本版本没有自提数据。", "This version tells of no pick-up."))])
    points = _by_point(store.ask(BY_POINT, metrics=list(RATES)))
    blocks: list[Block] = [_lines(days), _days(days)]
    return Section(TITLE, [*blocks, *([_points(points)] if points else [])])


def _lines(days: Sequence[Row]) -> Block:
    """Shares of the day's pick-ups; where none could be judged there is a gap."""
    kinds = {
        "stale_rate": Words("滞留未提", "Stale"),
        "missed_rate": Words("未提货", "Missed"),
        "oversold_rate": Words("超卖", "Oversold"),
    }
    rows = [
        {"day": same(f"{row['business_date']:%m-%d}"), "business_date": row["business_date"], "what": name,
         "share": row[key]}
        for row in reversed(days)
        for key, name in kinds.items()
    ]  # fmt: skip
    share = Column("share", Words("占比", "Share"), "ratio", source=of_column(SLA, "stale_rate"))
    columns = [
        Column("business_date", Words("日期", "Day"), "date"),
        Column("what", Words("项目", "What")),
        share,
    ]
    table = Table(
        "pickup-lines", Words("每天的滞留、未提与超卖", "Stale, missed and oversold by day"), columns, rows
    )
    return marks.lines(table, "day", share, "what", source=share.source)


def _days(days: Sequence[Row]) -> Table:
    figures = {
        "orders": (Words("订单", "Orders"), "count"),
        "stale_orders": (Words("滞留", "Stale"), "count"),
        "stale_judged_orders": (Words("可判", "Of"), "count"),
        "stale_rate": (Words("滞留率", "Stale rate"), "ratio"),
        "missed_orders": (Words("未提", "Missed"), "count"),
        "missed_judged_orders": (Words("可判", "Of"), "count"),
        "missed_rate": (Words("未提率", "Missed rate"), "ratio"),
        "wait_hours_p90": (Words("等待 P90", "Wait, nine of ten"), "hours"),
        "express_in_time_rate": (Words("即时达准时", "Express in time"), "ratio"),
        "oversold_rate": (Words("超卖率", "Oversold"), "ratio"),
    }
    columns = [
        Column("business_date", Words("日期", "Day"), "date"),
        *(Column(key, label, unit, source=of_column(SLA, key)) for key, (label, unit) in figures.items()),
    ]
    return Table("pickup-days", Words("每天，全部点位", "Day by day, all points"), columns, days, folded=True)


def _by_point(found: Sequence[Row]) -> list[Row]:
    """A row for each point; rates as published, the reason where one is missing."""
    rows: dict[str, dict[str, Any]] = {}
    for one in found:
        row = rows.setdefault(
            one["point_id"],
            {**one, "community": same(one["community"] or "—"), "mode": worded(PICKUP_MODES, one["mode"])},
        )
        row[one["metric_id"]] = Cell(one["value"], RATES[one["metric_id"]][1], one["null_reason"])
        row[f"_{one['metric_id']}"] = one["value"]
    worst = [f"_{metric}" for metric in ("pickup_stale_rate", "pickup_missed_rate")]
    return sorted(
        rows.values(), key=lambda row: (*(-(row.get(one) or 0.0) for one in worst), str(row["point_id"]))
    )


def _points(rows: Sequence[Row]) -> Table:
    month = words.month(rows[0]["month_start"])
    over = Column(
        "days_over", Words("超容天数", "Days over"), "count", source=of_column(SLA, "is_over_capacity")
    )
    columns = [
        Column("point_id", Words("点位", "Point")),
        Column("community", Words("社区", "Community")),
        Column("mode", Words("方式", "Kind"), source=of_column(SLA, "mode")),
        Column("orders", Words("订单", "Orders"), "count", source=of_column(SLA, "orders")),
        *(Column(key, label, unit, source=of_metric(key)) for key, (label, unit) in RATES.items()),
        Column("capacity", Words("日容量", "Capacity"), "count", source=of_column(SLA, "capacity")),
        over,
    ]
    title = Words(f"各点位，{month.zh}，滞留最多的在前", f"Points in {month.en}, most left lying first")
    return Table("points", title, columns, rows[:POINTS_SHOWN], folded=len(rows) > 12)
