"""How the communities' programme stands: its monthly board, and the loops that were to be closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from reports import words
from reports.document import Block, Cell, Column, Gauge, Note, Row, Section, Table, of_column, of_metric
from reports.store import ALL_MALLS, Store
from reports.vocabulary.community import STANDINGS, TONES, worded
from reports.vocabulary.members import mall_called
from reports.words import Words

LOOPS = "kpi.loop_checklist_monthly"
MONTHS_SHOWN, MALLS_SHOWN = 13, 100
BOARD = """
with month as (
    select distinct month_start from kpi.community_board_monthly order by month_start desc limit $months
)

select * from kpi.community_board_monthly
where mall_id = $mall and month_start in (from month)
order by position, metric_id, month_start
"""
BY_MALL = """
select * from kpi.community_board_monthly
where
    month_start = (select max(month_start) from kpi.community_board_monthly)
    and mall_id not in ('ALL', 'unknown')
order by mall_id, position, metric_id
"""
CHECKLIST = """
select * from kpi.loop_checklist_monthly
where month_start = (select max(month_start) from kpi.loop_checklist_monthly) and mall_id <> 'unknown'
order by mall_id <> 'ALL', mall_id, position
"""
FAMILIES = {
    "participation": "Participation", "conversion": "Conversion", "follow_up": "Follow-up",
    "social_capital": "Social capital",
}  # fmt: skip
EMPTY = Note(Words("还没有可读的一个月。", "No month can be read yet."))


def sections(store: Store) -> Iterator[Section]:
    """The board of all malls as lines, malls in a table; then what was to be done."""
    yield _board(store)
    yield _checklist(store)


def _board(store: Store) -> Section:
    found = store.ask(BOARD, mall=ALL_MALLS, months=MONTHS_SHOWN)
    title = Words("社区经营看板", "The community's board")
    if not found:
        return Section(title, [EMPTY])
    gauges = [_gauge(list(held)) for _, held in groupby(found, lambda row: row["metric_id"])]
    month = words.month(max(row["month_start"] for row in found))
    lead = Words(f"{month.zh}，全部商场。", f"{month.en}, all malls.")
    return Section(title, [*gauges, *_malls(store)], lead)


def _gauge(months: Sequence[Row]) -> Gauge:
    row, part = months[-1], "fen" if months[-1]["unit"] == "fen" else "count"
    is_judged = row["standing"] != "not_judged"
    standing = Cell(worded(STANDINGS, row["standing"]), tone=TONES.get(row["standing"] or "", ""))
    has_parts = row["numerator"] is not None and row["denominator"] is not None
    return Gauge(
        Words(row["name_zh"], row["name_en"]),
        Cell(row["value"], row["unit"], row["null_reason"], source=of_metric(row["metric_id"])),
        Cell(row["numerator"], part) if has_parts else None,
        Cell(row["denominator"], "count") if has_parts else None,
        previous=row["previous_value"],
        direction=row["direction"] or "",
        against=[(Words(row["family_zh"] or "", FAMILIES.get(row["family"], str(row["family"]))), standing)]
        if is_judged
        else [],
        history=[one["value"] for one in months],
    )


def _malls(store: Store) -> list[Block]:
    malls = store.mall_names()
    rows = [
        {
            "mall": mall_called(row["mall_id"], malls),
            "metric": Cell(Words(row["name_zh"], row["name_en"]), source=of_metric(row["metric_id"])),
            "value": Cell(row["value"], row["unit"], row["null_reason"]),
            "previous": Cell(row["previous_value"], row["unit"]),
            "standing": Cell(worded(STANDINGS, row["standing"]), tone=TONES.get(row["standing"] or "", "")),
        }
        for row in store.ask(BY_MALL)[: MALLS_SHOWN * 9]
    ]
    columns = [
        Column("mall", Words("商场", "Mall")),
        Column("metric", Words("指标", "Figure")),
        Column("value", Words("数值", "Value"), "ratio"),
        Column("previous", Words("上月", "Month before"), "ratio"),
        Column("standing", Words("判断", "Standing")),
    ]
    return [Table("board-malls", Words("各商场", "By mall"), columns, rows, folded=True)] if rows else []


def _checklist(store: Store) -> Section:
    title = Words("闭环清单", "Loops to be closed")
    found = store.ask(CHECKLIST)
    if not found:
        return Section(title, [EMPTY])
    malls = store.mall_names()
    rows = [
        {
            **row,
            "mall": mall_called(row["mall_id"], malls),
            "loop_told": Words(row["loop_zh"], row["loop"].replace("_", " ")),
            "item": Cell(Words(row["item_zh"], row["item_en"]), source=of_metric(row["metric_id"])),
        }
        for row in found
    ]
    month = words.month(found[0]["month_start"])
    lead = Words(f"{month.zh}应做的事做了多少。", f"Of what was due in {month.en}, how much was done.")
    whole = [row for row in rows if row["mall_id"] == ALL_MALLS]
    parts = [row for row in rows if row["mall_id"] != ALL_MALLS][: MALLS_SHOWN * 5]
    blocks: list[Block] = [Table("loops", title, _loop_columns(), whole)]
    if parts:
        mall = Column("mall", Words("商场", "Mall"))
        blocks.append(
            Table("loops-malls", Words("各商场", "By mall"), [mall, *_loop_columns()], parts, folded=True)
        )
    return Section(title, blocks, lead)


def _loop_columns() -> list[Column]:
    counted = {
        "due": (Words("应做", "Due"), "count"),
        "done": (Words("已做", "Done"), "count"),
        "left_to_do": (Words("待做", "Left"), "count"),
        "done_rate": (Words("完成率", "Share done"), "ratio"),
    }
    return [
        Column("loop_told", Words("闭环", "Loop")),
        Column("item", Words("事项", "What")),
        *(
            Column(key, label, unit, "null_reason" if key == "done_rate" else None, of_column(LOOPS, key))
            for key, (label, unit) in counted.items()
        ),
    ]
