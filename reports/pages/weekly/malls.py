"""The same ten figures mall by mall, coloured by the target that each mall has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.document import Cell, Column, Section, Table, of_metric
from reports.pages.weekly.board import Standing
from reports.pages.weekly.targets import Targets
from reports.store import ALL_MALLS, Store
from reports.words import Words, same

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
    columns = [
        Column("mall", Words("商场", "Mall")),
        *(
            Column(metric_id, one.name, one.row["unit"], source=of_metric(metric_id))
            for one in board
            for metric_id in (one.row["metric_id"],)
        ),
    ]
    title = Words("各商场", "Mall by mall")
    lead = Words("绿色达到目标，红色越过界限。", "Green reaches its target, red is beyond its bound.")
    return [Section(title, [Table("malls", title, columns, list(by_mall.values()), lead)])]
