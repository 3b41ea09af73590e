"""Buildings by week: what is withheld is shown as withheld, and no sum stands here that was not published."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from reports.document import Block, Column, Heat, Note, Row, Section, Table, of_column
from reports.store import Store
from reports.vocabulary.community import FAMILIES, HOMES, worded
from reports.words import Words, same

CELLS = "kpi.building_heatmap_weekly"
WEEKS_SHOWN, CELLS_SHOWN, OPEN_UP_TO = 8, 5000, 160
FIELD = """
with cell as (
    select
        *,
        count(*) filter (where not is_withheld) over (partition by community_id) as told,
        count(*) filter (where is_withheld) over (partition by community_id) as withheld
    from kpi.building_heatmap_weekly
    where week_start > (select max(week_start) from kpi.building_heatmap_weekly) - 7 * $weeks
)

select
    cell.week_start, cell.community_id, coalesce(community.name, cell.community_id) as community,
    building_no, unit_type, family_structure, cell.households, orders, buying_households, net_fen,
    penetration, is_withheld, null_reason, told, withheld
from cell
left join core.dim_community as community
    on cell.community_id = community.community_id and community.is_last_known
order by
    told desc, cell.community_id, try_cast(building_no as integer) nulls last, building_no, cell.week_start
"""
TITLE = Words("楼栋热力图", "Buildings by week")
LEAD = Words(
    "格为当周购买户占楼栋户数，小字为订单数，楼号旁为户数。购买户太少的格不公开；"
    "为使合计减去其余推不出它，同社区同周再隐去一格。正在进行的一周不公开。",
    "A cell is the share of the building's households that bought in the week, its orders below, the "
    "households beside the building. A cell of few buying households is withheld, and a second one of that "
    "community and week, so that no total less the rest can tell it. The week that runs is not told.",
)
PENETRATION = Column(
    "penetration", Words("渗透率", "Penetration"), "ratio", "null_reason", of_column(CELLS, "penetration")
)
DOWN, ACROSS = Column("building", Words("楼栋", "Building")), Column("week", Words("周一", "Monday"))
ORDERS = Column("orders", Words("订单", "Orders"), "count", "null_reason", of_column(CELLS, "orders"))
HOUSEHOLDS = Column("households", Words("户数", "Households"), "count", source=of_column(CELLS, "households"))


def section(store: Store) -> Section:
    """A field for each community, the one with most cells told first; more than the page holds are named."""
    cells = store.ask(FIELD, weeks=WEEKS_SHOWN)
    if not cells:
        return Section(TITLE, [Note(Words("还没有一周可以公开。", "No week can be told yet."))])
    communities = [list(held) for _, held in groupby(cells, lambda row: row["community_id"])]
    top = max((row["penetration"] for row in cells if row["penetration"] is not None), default=0.0)
    blocks: list[Block] = [_told(communities)]
    drawn = 0
    for place, held in enumerate(communities, start=1):
        if drawn + len(held) > CELLS_SHOWN:
            blocks.append(_left_out(len(communities) - place + 1))
            break
        drawn += len(held)
        blocks.append(_field(held, place, (0.0, top or 1.0)))
    return Section(TITLE, blocks, LEAD)


def _told(communities: Sequence[Sequence[Row]]) -> Table:
    """How much of each community may be told: a count of cells, not of people."""
    rows = [
        {
            "community": same(held[0]["community"]),
            "buildings": len({row["building_no"] for row in held}),
            "told": held[0]["told"],
            "withheld": held[0]["withheld"],
        }
        for held in communities
    ]
    columns = [
        Column("community", Words("社区", "Community")),
        Column("buildings", Words("楼栋数", "Buildings"), "count"),
        Column("told", Words("公开的格", "Cells told"), "count"),
        Column(
            "withheld", Words("隐去的格", "Cells withheld"), "count", source=of_column(CELLS, "is_withheld")
        ),
    ]
    return Table("cells", Words("各社区可公开多少", "What may be told"), columns, rows)


def _field(held: Sequence[Row], place: int, span: tuple[float, float]) -> Heat:
    """Open where it is the first and tells anything; a field of withheld cells stays folded."""
    first = held[0]
    is_open = place == 1 and first["told"] and len(held) <= OPEN_UP_TO
    rows = [
        {
            **row,
            "building": same(str(row["building_no"])),
            "week": same(f"{row['week_start']:%m-%d}"),
            "home": worded(HOMES, row["unit_type"]),
            "family": worded(FAMILIES, row["family_structure"]),
            "state": Words("隐去", "withheld") if row["is_withheld"] else Words("公开", "told"),
        }
        for row in held
    ]
    columns = [
        Column("week_start", Words("周一", "Monday"), "date"),
        DOWN,
        Column("home", Words("户型", "Homes")),
        Column("family", Words("家庭结构", "Families")),
        HOUSEHOLDS,
        ORDERS,
        Column("buying_households", Words("购买户", "Buying households"), "count", "null_reason"),
        Column("net_fen", Words("净销售额", "Net sales"), "fen", "null_reason"),
        PENETRATION,
        Column("state", Words("公开与否", "Told or withheld")),
    ]
    title = same(first["community"])
    table = Table(f"buildings-{place}", title, columns, rows, folded=not is_open)
    return Heat(table, DOWN, ACROSS, PENETRATION, ORDERS, HOUSEHOLDS, span=span, source=PENETRATION.source)


def _left_out(communities: int) -> Note:
    return Note(
        Words(
            f"另有 {communities} 个社区，见已发布的表。", f"{communities} more communities are in the table."
        )
    )
