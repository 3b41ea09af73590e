"""What points are owed: what is expected to be used and what that costs, and what never will be."""

from __future__ import annotations

from reports.document import Block, Column, Section, Table, of_column
from reports.store import ALL_MALLS, Store
from reports.vocabulary.programmes import mall_name
from reports.words import Words

LIABILITY, AGES = "kpi.points_liability_monthly", "kpi.points_age_monthly"
MONTHS_SHOWN, ROWS_SHOWN = 13, 120

OWED = """
select
    month_start, live_points, live_value_fen, expected_points, liability_fen, breakage_points, breakage_fen,
    settlement_points, point_value_fen, horizon_months, null_reason
from kpi.points_liability_monthly
where mall_id = $mall
order by month_start desc
limit $months
"""
BY_MALL = """
select
    mall_id, live_points, live_value_fen, expected_points, liability_fen, breakage_points, breakage_fen,
    settlement_points, point_value_fen, horizon_months, null_reason
from kpi.points_liability_monthly
where mall_id <> $mall and month_start = (select max(month_start) from kpi.points_liability_monthly)
order by live_points desc, mall_id
limit $rows
"""
BY_AGE = """
select
    mall_id, age_band, live_points, redeemed_points, observed_points, redemption_rate, expected_points,
    liability_fen, null_reason
from kpi.points_age_monthly
where month_start = (select max(month_start) from kpi.points_age_monthly)
order by live_points desc, mall_id, age_band
limit $rows
"""
BANDS = {
    "00-02": Words("0–2 个月", "0–2 months"),
    "03-05": Words("3–5 个月", "3–5 months"),
    "06-11": Words("6–11 个月", "6–11 months"),
    "12+": Words("12 个月以上", "12 months and more"),
}


def section(store: Store) -> Section:
    """Over all malls by month, then by mall, then by how old the points are."""
    names = store.mall_names()
    of_malls = [
        {**row, "mall": mall_name(row["mall_id"], names)}
        for row in store.ask(BY_MALL, mall=ALL_MALLS, rows=ROWS_SHOWN)
    ]
    month = Column("month_start", Words("月份", "Month"), "month")
    mall = Column("mall", Words("商场", "Mall"))
    title = Words("积分负债", "What points are owed")
    months = store.ask(OWED, mall=ALL_MALLS, months=MONTHS_SHOWN)
    blocks: list[Block] = [
        Table("liability", Words("负债与沉淀", "Liability and breakage"), [month, *_columns()], months),
        Table(
            "liability-by-mall", Words("各商场，最新一月", "Malls in the newest month"), [mall, *_columns()],
            of_malls, folded=True,
        ),
        _ages(store, mall, names),
    ]  # fmt: skip
    lead = Words(
        "有效积分分成预期会兑换的（负债）和预期不会的（沉淀），按账龄的历史兑换率。",
        "Live points are expected to be used, and owed, or not: by what points of their age did before.",
    )
    return Section(title, blocks, lead)


def _columns() -> list[Column]:
    return [
        _of("live_points", Words("有效积分", "Live"), "count"),
        _of("live_value_fen", Words("全部价值", "Value of all"), "fen"),
        _of("expected_points", Words("预期兑换", "Expected"), "count", "null_reason"),
        _of("liability_fen", Words("负债", "Liability"), "fen", "null_reason"),
        _of("breakage_points", Words("预期沉淀", "Breakage"), "count", "null_reason"),
        _of("breakage_fen", Words("沉淀价值", "Its value"), "fen", "null_reason"),
        _of("settlement_points", Words("结算差额", "Settlement"), "count"),
        _of("point_value_fen", Words("每分成本", "A point"), "fen"),
        _of("horizon_months", Words("期限（月）", "Months ahead"), "count"),
    ]


def _ages(store: Store, mall: Column, names: dict[str, str]) -> Table:
    rows = [
        {**row, "mall": mall_name(row["mall_id"], names), "age": BANDS.get(row["age_band"], row["age_band"])}
        for row in store.ask(BY_AGE, rows=ROWS_SHOWN)
    ]
    columns = [
        mall,
        Column("age", Words("账龄", "Age")),
        _aged("live_points", Words("有效积分", "Live"), "count"),
        _aged("redeemed_points", Words("历史已兑", "Used before"), "count", "null_reason"),
        _aged("observed_points", Words("历史观察", "Of those observed"), "count", "null_reason"),
        _aged("redemption_rate", Words("预期兑换率", "Expected rate"), "ratio", "null_reason"),
        _aged("expected_points", Words("预期兑换", "Expected"), "count", "null_reason"),
        _aged("liability_fen", Words("负债", "Liability"), "fen", "null_reason"),
    ]
    return Table("points-by-age", Words("按账龄，最新一月", "By age, newest month"), columns, rows)


def _of(name: str, label: Words, unit: str, why: str | None = None) -> Column:
    return Column(name, label, unit, why, of_column(LIABILITY, name))


def _aged(name: str, label: Words, unit: str, why: str | None = None) -> Column:
    return Column(name, label, unit, why, of_column(AGES, name))
