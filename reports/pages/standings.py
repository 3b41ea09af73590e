"""What members are (layers, rings): the published share of each over months, and by mall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.document import Block, Cell, Chart, Column, Heat, Row, Table, of_metric
from reports.drawing import marks
from reports.pages.monthly import MONTHS_SHOWN
from reports.store import ALL_MALLS, Store
from reports.vocabulary.members import mall_called
from reports.vocabulary.reasons import reason
from reports.words import Words

MALLS_OPEN = 12  # more are folded
TABLES = ("kpi.kpi_value", "kpi.dim_metric", "core.dim_mall")
# All months of all malls together, and each mall in the newest month that can be read.
SHARES = """
with share as (
    select metric_id, mall_id, period_start as month, numerator, denominator, value, null_reason
    from kpi.kpi_value
    where period_kind = 'month' and dimension = 'all' and list_contains($metrics, metric_id)
)

select * from share
where mall_id = 'ALL' or month = (select max(month) from share where value is not null)
order by month, mall_id = 'unknown', mall_id <> 'ALL', mall_id, list_position($metrics, metric_id)
"""


@dataclass(frozen=True)
class Kinds:
    """What members can be, in the order shown; the metric of each is its share of all members."""

    name: str
    title: Words
    names: Mapping[str, Words]

    @property
    def metrics(self) -> dict[str, str]:
        """Code of each by the metric of its share."""
        return {f"{self.name}_to_{code}_rate": code for code in self.names}


def shares(store: Store, kinds: Kinds) -> list[Row]:
    """Every month and kind, and every mall in the newest month, oldest first."""
    malls = store.mall_names()
    return [
        {
            **row,
            "when": f"{row['month']:%Y-%m}",
            "kind": kinds.names[kinds.metrics[row["metric_id"]]],
            "mall": mall_called(row["mall_id"], malls),
            "missing": reason(row["null_reason"]) if row["value"] is None else None,
        }
        for row in store.ask(SHARES, metrics=list(kinds.metrics))
    ]


def over_months(rows: list[Row], kinds: Kinds) -> Chart:
    """A line for each kind over the last months, all malls together."""
    known = [row for row in rows if row["mall_id"] == ALL_MALLS and row["value"] is not None]
    months = sorted({row["month"] for row in known})[-MONTHS_SHOWN:]
    title = Words(f"月末各{kinds.title.zh}占比", f"Share of each {kinds.title.en} at the months' ends")
    table = Table(
        f"{kinds.name}-shares", title, _columns(kinds), [row for row in known if row["month"] in months]
    )
    return marks.lines(table, "when", VALUE, "kind")


def history(chart: Chart, kinds: Kinds) -> Table:
    """The months behind the lines, newest first, folded."""
    rows = [
        {**row, "value": Cell(row["value"], "ratio", row["null_reason"], source=of_metric(row["metric_id"]))}
        for row in reversed(chart.table.rows)
    ]
    title = Words(f"各月{kinds.title.zh}人数与占比", f"Members and shares of each {kinds.title.en} by month")
    return Table(f"{kinds.name}-months", title, _columns(kinds), rows, folded=True)


def by_mall(rows: list[Row], kinds: Kinds) -> list[Block]:
    """Malls against kinds in the newest month that can be read; nothing where there is one mall."""
    known = [row["month"] for row in rows if row["value"] is not None]
    newest = [row for row in rows if known and row["month"] == max(known)]
    malls = {row["mall_id"] for row in newest} - {ALL_MALLS, "unknown"}
    if len(malls) < 2:
        return []
    title = Words(f"各商场的{kinds.title.zh}", f"{kinds.title.en.capitalize()}s by mall")
    note = Words(
        "格中为占该商场会员的比例，小字为人数。",
        "A cell is the share of the mall's members, their number below.",
    )
    table = Table(
        f"{kinds.name}-malls", title, [MALL, *_columns(kinds)], newest, note, folded=len(malls) > MALLS_OPEN
    )
    return [
        Heat(table, MALL, Column("kind", kinds.title), VALUE, Column("numerator", MEMBERS, "count"),
             Column("denominator", MEMBERS, "count")),
    ]  # fmt: skip


def _columns(kinds: Kinds) -> list[Column]:
    return [
        Column("month", Words("月份", "Month"), "month"),
        Column("kind", Words(kinds.title.zh, kinds.title.en.capitalize())),
        Column("numerator", MEMBERS, "count"),
        Column("denominator", Words("全部会员", "Of all"), "count"),
        VALUE,
        Column("missing", Words("缺失原因", "Why missing")),
    ]


MEMBERS = Words("会员", "Members")
MALL = Column("mall", Words("商场", "Mall"))
VALUE = Column("value", Words("占比", "Share"), "ratio", "null_reason")
