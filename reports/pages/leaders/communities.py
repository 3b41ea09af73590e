"""What hangs on few leaders: concentration and quality by community, out of the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports import words
from reports.document import Block, Cell, Column, Note, Row, Section, Table, of_metric
from reports.drawing import marks
from reports.store import Store
from reports.words import Words, same

SHOWN, DRAWN = 200, 20
BY_COMMUNITY = """
with newest as (
    select max(period_start) as month_start
    from kpi.kpi_value
    where
        metric_id = 'leader_concentration' and period_kind = 'month' and dimension = 'community'
        and value is not null
)

select
    dimension_value as community_id, coalesce(community.name, dimension_value) as community, community.tier,
    period_start as month_start, metric_id, numerator, denominator, value, null_reason
from kpi.kpi_value
left join core.dim_community as community
    on dimension_value = community.community_id and community.is_last_known
where
    period_kind = 'month' and dimension = 'community' and mall_id = 'ALL'
    and period_start = (select month_start from newest) and list_contains($metrics, metric_id)
order by community_id, metric_id
"""
FIGURES = {
    "leader_count": (Words("团长", "Leaders"), "count"),
    "leader_concentration": (Words("集中度 HHI", "HHI"), "number"),
    "leader_top_share": (Words("首位占比", "First leader"), "ratio"),
    "leader_top_fifth_share": (Words("前 20% 占比", "First fifth"), "ratio"),
    "leader_score": (Words("平均得分", "Score"), "number"),
    "leader_day_sales": (Words("人效", "Sales a leader-day"), "fen"),
    "leader_complaint_rate": (Words("百单投诉", "Complaints a 100 orders"), "number"),
    "leader_response_minutes_mean": (Words("平均响应", "Minutes to an answer"), "minutes"),
}
TOP = "leader_top_share"


def section(store: Store) -> Section:
    """Communities by how much of their sales hangs on one leader."""
    title = Words("集中度与社区", "Concentration and communities")
    rows = _by_community(store.ask(BY_COMMUNITY, metrics=list(FIGURES)))
    if not rows:
        return Section(title, [Note(Words("还没有可读的一个月。", "No month can be read yet."))])
    month = words.month(rows[0]["month_start"])
    lead = Words(
        "一个社区的销售越集中在一位团长，这位团长离开时损失越大；HHI 为 1 时只有一位。",
        "The more of a community's sales hang on one leader, the more goes with that leader; "
        "an HHI of 1 is one leader alone.",
    )
    columns = [
        Column("community", Words("社区", "Community")),
        Column("tier", Words("等级", "Tier")),
        *(Column(key, label, unit, source=of_metric(key)) for key, (label, unit) in FIGURES.items()),
    ]
    name = Words(f"各社区，{month.zh}", f"Communities, {month.en}")
    table = Table("communities", name, columns, rows[:SHOWN])
    return Section(title, [*_drawn(rows), table], lead)


def _by_community(found: Sequence[Row]) -> list[Row]:
    """A row for each community, the most concentrated first."""
    rows: dict[str, dict[str, Any]] = {}
    for one in found:
        row = rows.setdefault(one["community_id"], {**one, "community": same(one["community"])})
        row[one["metric_id"]] = Cell(one["value"], FIGURES[one["metric_id"]][1], one["null_reason"])
    return sorted(rows.values(), key=lambda row: (-_top(row), str(row["community_id"])))


def _top(row: Row) -> float:
    cell = row.get(TOP)
    return float(cell.value) if cell and cell.value is not None else -1.0


def _drawn(rows: list[Row]) -> list[Block]:
    known = [{**row, "share": row[TOP].value} for row in rows if _top(row) >= 0][:DRAWN]
    if not known:
        return []
    share = Column(
        "share", Words("首位团长占比", "Share of the first leader"), "ratio", source=of_metric(TOP)
    )
    title = Words("首位团长占社区销售", "Share of a community's sales that its first leader makes")
    table = Table("first-leaders", title, [Column("community", Words("社区", "Community")), share], known)
    return [marks.bars(table, "community", share, source=of_metric(TOP))]
