"""The account of points: what there was, what came and went, and what there is."""

from __future__ import annotations

from reports.document import Block, Chart, Column, Note, Row, Section, Source, Table, of_column
from reports.drawing import marks
from reports.store import ALL_MALLS, Store
from reports.vocabulary.programmes import mall_name
from reports.words import Words

LIABILITY = "kpi.points_liability_monthly"
MONTHS_SHOWN, MALLS_SHOWN = 13, 120

FLOWS = {
    "opening_points": Words("期初", "Opening"),
    "earned_points": Words("＋ 发放", "+ Earned"),
    "adjusted_points": Words("± 调整", "± Adjusted"),
    "used_points": Words("− 消耗", "− Used"),
    "expired_points": Words("− 过期", "− Expired"),
    "clawed_back_points": Words("− 扣回", "− Clawed back"),
    "closing_points": Words("＝ 期末", "= Closing"),
}
ACCOUNT = """
select
    month_start, opening_points, earned_points, adjusted_points, used_points, expired_points,
    clawed_back_points, closing_points, inflation_rate, used_cost_fen,
    case when inflation_rate is null then 'empty_denominator' end as inflation_null_reason
from kpi.points_liability_monthly
where mall_id = $mall
order by month_start desc
limit $months
"""
BY_MALL = """
select
    mall_id, opening_points, earned_points, adjusted_points, used_points, expired_points,
    clawed_back_points, closing_points, inflation_rate, used_cost_fen,
    case when inflation_rate is null then 'empty_denominator' end as inflation_null_reason
from kpi.points_liability_monthly
where mall_id <> $mall and month_start = (select max(month_start) from kpi.points_liability_monthly)
order by closing_points desc, mall_id
limit $malls
"""


def section(store: Store) -> Section:
    """The newest month drawn, all months as an account, the malls behind them."""
    title = Words("积分账户", "The account of points")
    months = store.ask(ACCOUNT, mall=ALL_MALLS, months=MONTHS_SHOWN)
    if not months:
        return Section(title, [Note(Words("还没有积分流水。", "There is no ledger of points yet."))])
    names = store.mall_names()
    malls = [
        {**row, "mall": mall_name(row["mall_id"], names)}
        for row in store.ask(BY_MALL, mall=ALL_MALLS, malls=MALLS_SHOWN)
    ]
    told = Words("逐月", "Month by month")
    of_mall = Words("各商场，最新一月", "Malls in the newest month")
    blocks: list[Block] = [
        _drawn(months[0]),
        Table("points", told, [Column("month_start", Words("月份", "Month"), "month"), *_columns()], months),
        Table(
            "points-by-mall",
            of_mall,
            [Column("mall", Words("商场", "Mall")), *_columns()],
            malls,
            folded=True,
        ),
    ]
    lead = Words(
        "期初＋发放±调整−消耗−过期−扣回＝期末，逐分相符。",
        "Opening + earned ± adjusted − used − expired − clawed back = closing, to the point.",
    )
    return Section(title, blocks, lead)


def _drawn(month: Row) -> Chart:
    rows = [{"flow": name, "points": month[column]} for column, name in FLOWS.items()]
    points = Column("points", Words("积分", "Points"), "count")
    start = month["month_start"]
    title = Words(f"{start.year} 年 {start.month} 月的积分", f"Points in {start:%b %Y}")
    table = Table("points-of-month", title, [Column("flow", Words("项目", "Item")), points], rows)
    return marks.bars(table, "flow", points, source=_source("closing_points"))


def _columns() -> list[Column]:
    return [
        *(Column(name, label, "count", None, _source(name)) for name, label in FLOWS.items()),
        Column(
            "inflation_rate", Words("膨胀率", "Inflation"), "ratio", "inflation_null_reason",
            _source("inflation_rate"),
        ),
        Column("used_cost_fen", Words("消耗成本", "Cost of used"), "fen", None, _source("used_cost_fen")),
    ]  # fmt: skip


def _source(column: str) -> Source:
    return of_column(LIABILITY, column)
