"""Stock: how often it turns, what hardly moves, what was sold beyond it, and how old its figures are."""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Block, Column, Note, Row, Section, Table, of_column
from reports.drawing import marks
from reports.store import Store
from reports.words import Words, same

HEALTH = "kpi.inventory_health_daily"
DAYS_SHOWN, PLACES_SHOWN = 42, 200
BY_DAY = """
select * from kpi.inventory_health_daily
where location_id = 'ALL' and category = 'ALL'
order by business_date desc
limit $days
"""
BY_PLACE = """
select * from kpi.inventory_health_daily
where
    business_date = (select max(business_date) from kpi.inventory_health_daily)
    and (category = 'ALL' or location_id = 'ALL')
order by location_id <> 'ALL', slow_value_rate desc nulls last, location_id, category
limit $places
"""
FIGURES = {
    "closing_qty": (Words("期末数量", "On hand"), "count", None),
    "stock_value_fen": (Words("库存成本", "Stock at cost"), "fen", None),
    "turns_per_year": (Words("年周转", "Turns a year"), "times", "turns_null_reason"),
    "slow_skus": (Words("滞销品", "Slow"), "count", None),
    "skus_judged": (Words("可判品数", "Of"), "count", None),
    "slow_sku_rate": (Words("滞销率", "Slow movers"), "ratio", None),
    "slow_value_rate": (Words("滞销金额占比", "By value"), "ratio", None),
    "skus_below_zero": (Words("负库存品", "Below zero"), "count", None),
    "lag_late": (Words("超时记录", "Late counts"), "count", None),
    "lag_known": (Words("记录", "Of"), "count", None),
    "lag_mean_seconds": (Words("平均时滞", "Mean age"), "seconds", None),
}
TITLE = Words("库存", "Stock")


def section(store: Store) -> Section:
    """The last weeks of all stock, then each place and each category on the newest day."""
    days = store.ask(BY_DAY, days=DAYS_SHOWN)
    if not days:
        return Section(TITLE, [Note(Words("本版本没有库存数据。", "This version tells of no stock."))])
    places = [_told(row) for row in store.ask(BY_PLACE, places=PLACES_SHOWN)]
    blocks: list[Block] = [_lines(days), *([_places(places)] if places else []), _days(days)]
    return Section(TITLE, blocks)


def _told(row: Row) -> Row:
    every = Words("全部", "all")
    return {
        **row,
        "place": every if row["location_id"] == "ALL" else same(row["location_id"]),
        "of": every if row["category"] == "ALL" else same(row["category"]),
    }


def _lines(days: Sequence[Row]) -> Block:
    """From the first day on which any article was there long enough."""
    kinds = {
        "slow_value_rate": Words("按金额", "By value"),
        "slow_sku_rate": Words("按品数", "By articles"),
    }
    first = min((row["business_date"] for row in days if row["skus_judged"]), default=None)
    known = [row for row in days if first and row["business_date"] >= first]
    rows = [
        {"day": same(f"{row['business_date']:%m-%d}"), "business_date": row["business_date"], "what": name,
         "share": row[key]}
        for row in reversed(known)
        for key, name in kinds.items()
    ]  # fmt: skip
    share = Column(
        "share", Words("滞销占比", "Slow movers"), "ratio", source=of_column(HEALTH, "slow_sku_rate")
    )
    columns = [
        Column("business_date", Words("日期", "Day"), "date"),
        Column("what", Words("口径", "By")),
        share,
    ]
    table = Table("slow-lines", Words("滞销占比", "Share of slow movers"), columns, rows)
    return marks.lines(table, "day", share, "what", source=share.source)


def _places(rows: Sequence[Row]) -> Table:
    day = rows[0]["business_date"]
    columns = [
        Column("place", Words("库位", "Location")),
        Column("of", Words("品类", "Category")),
        *_figures(),
    ]
    return Table("stock", Words(f"各库位与品类，{day}", f"Locations and categories, {day}"), columns, rows)


def _days(days: Sequence[Row]) -> Table:
    columns = [Column("business_date", Words("日期", "Day"), "date"), *_figures()]
    return Table("stock-days", Words("每天，全部库存", "Day by day, all stock"), columns, days, folded=True)


def _figures() -> list[Column]:
    return [
        Column(key, label, unit, why, of_column(HEALTH, key)) for key, (label, unit, why) in FIGURES.items()
    ]
