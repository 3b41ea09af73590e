"""The same ten figures mall by mall, coloured by the target that each mall has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from reports.document import Cell, Column, Section, Table, of_metric
from reports.pages.weekly.board import Standing
from reports.pages.weekly.targets import Targets
from reports.store import ALL_MALLS, Store
from reports.words import Words, listed, same

UNKNOWN = Words("未知商场", "No mall known")

MALLS = """
select mall_id, position, metric_id, coalesce(unit, 'count') as unit, value, null_reason
from kpi.weekly_board
where week_start = $week and mall_id <> $all
order by mall_id = 'unknown', mall_id, position
"""


def section(store: Store, board: Sequence[Standing], monday: date, aims: Targets) -> list[Section]:
    """A row for each mall; nothing where there is one mall only, which would repeat the board."""
    rows = store.ask(MALLS, week=monday, all=ALL_MALLS)
    names: dict[str, Words] = {"unknown": UNKNOWN}
    names |= {mall: same(name) for mall, name in store.mall_names().items()}
    by_mall: dict[str, dict[str, Cell | Words]] = {}
    for row in rows:
        line = by_mall.setdefault(row["mall_id"], {"mall": names.get(row["mall_id"], same(row["mall_id"]))})
        line[row["metric_id"]] = Cell(
            row["value"],
            row["unit"],
            row["null_reason"],
            aims.tone(row["metric_id"], row["mall_id"], row["value"]),
        )
    if len(by_mall.keys() - {"unknown"}) < 2:
        return []
    lines = list(by_mall.values())
    known = [one for one in board if _is_known(lines, one.row["metric_id"])]
    columns = [
        Column("mall", Words("商场", "Mall")),
        *(
            Column(one.row["metric_id"], one.name, one.row["unit"], source=of_metric(one.row["metric_id"]))
            for one in known
        ),
    ]
    title = Words("各商场", "Mall by mall")
    lead = Words("绿色达到目标，红色越过界限。", "Green reaches its target, red is beyond its bound.")
    without = [one.name for one in board if one not in known]
    if without:
        absent = listed(without)
        lead = Words(f"{lead.zh}没有数字：{absent.zh}。", f"{lead.en} Without figures: {absent.en}.")
    return [Section(title, [Table("malls", title, columns, lines, lead)])]


def _is_known(lines: Sequence[Mapping[str, Cell | Words]], metric_id: str) -> bool:
    """Whether any mall has a figure; why none has, the board says above."""
    held = [line.get(metric_id) for line in lines]
    return any(isinstance(cell, Cell) and cell.value is not None for cell in held)
