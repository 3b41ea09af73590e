"""RFM map: the segments by how many members they hold and what those spent, over months and by mall."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Block, Column, Heat, Note, Page, Row, Section, Table, of_column
from reports.drawing import marks
from reports.pages import monthly
from reports.pages.board import gauges
from reports.pages.standings import MALLS_OPEN
from reports.store import ALL_MALLS, Store
from reports.vocabulary.members import SEGMENTS, TRAITS, called, mall_called
from reports.words import Words

SEGMENT = "kpi.rfm_segment_monthly"
TABLES = (SEGMENT, "core.dim_mall", *monthly.TABLES)
LEADING = ("rfm_segment_members", "rfm_segment_spend_fen")
BY_MONTH = """
select month_start, mall_id, segment, numerator, denominator, value, spend_365d_fen
from kpi.rfm_segment_monthly
where mall_id = $mall and month_start > (
    select max(month_start) - interval 13 month from kpi.rfm_segment_monthly
)
order by month_start desc, list_position($segments, segment) nulls last, segment
"""
BY_MALL = """
select month_start, mall_id, segment, numerator, denominator, value, spend_365d_fen
from kpi.rfm_segment_monthly
where month_start = (select max(month_start) from kpi.rfm_segment_monthly)
order by mall_id <> 'ALL', mall_id = 'unknown', mall_id, list_position($segments, segment) nulls last, segment
"""
NAME = Column("name", Words("分群", "Segment"))
MEMBERS = Column("numerator", Words("会员", "Members"), "count", source=of_column(SEGMENT, "numerator"))
SCORED = Column(
    "denominator", Words("全部评分会员", "Of all scored"), "count", source=of_column(SEGMENT, "denominator")
)
SHARE = Column("value", Words("占比", "Share"), "ratio", source=of_column(SEGMENT, "value"))
SPEND = Column(
    "spend_365d_fen", Words("近365天消费", "Spent in 365 days"), "fen",
    source=of_column(SEGMENT, "spend_365d_fen"),
)  # fmt: skip
MONTH = Column("month_start", Words("月份", "Month"), "month")


def page(store: Store) -> Page:
    """The map of the newest month, what each segment is, its months, and the malls."""
    told = entry("rfm")
    segments = list(SEGMENTS)
    rows = [_told(row) for row in store.ask(BY_MONTH, mall=ALL_MALLS, segments=segments)]
    title = Words("分群地图", "The map")
    if not rows:
        note = Note(Words("还没有可读的一个月。", "No month can be read yet."))
        return Page("rfm", told.title, told.asks, [Section(title, [note])])
    sections = [
        Section(Words("先看这几项", "First of all"), gauges(store, "month", LEADING)),
        Section(title, _map(rows)),
        Section(Words("各月分群", "Segments by month"), _months(rows)),
        *_malls(store, segments),
    ]
    return Page("rfm", told.title, told.asks, [section for section in sections if section.blocks])


def _told(row: Row) -> Row:
    return {
        **row,
        "name": called(row["segment"], SEGMENTS),
        "traits": called(row["segment"], TRAITS),
    }


def _map(rows: list[Row]) -> list[Block]:
    newest = [row for row in rows if row["month_start"] == rows[0]["month_start"]]
    columns = [
        NAME,
        Column("traits", Words("特征", "What they are"), "prose"),
        MEMBERS,
        SCORED,
        SHARE,
        SPEND,
        MONTH,
    ]
    note = Words(
        "横轴为会员数，纵轴为该分群近 365 天消费额；圆越大，占比越高；相差悬殊时坐标按倍数分格。",
        "Members across, spend of 365 days upwards; the larger the dot, the larger the "
        "share. Where they differ widely the axes go by factors.",
    )
    title = Words("人数与消费", "How many, and what they spent")
    drawn = Table("rfm-map", title, columns, newest)
    table = Table("rfm-segments", Words("各分群", "The segments"), columns, newest)
    return [Note(note), marks.bubbles(drawn, MEMBERS, SPEND, SHARE, "name", SHARE.source), table]


def _months(rows: list[Row]) -> list[Block]:
    note = Words(
        "格中为占评分会员的比例，小字为人数。", "A cell is the share of scored members, their number below."
    )
    columns = [MONTH, NAME, MEMBERS, SCORED, SHARE, SPEND]
    shares = Table("rfm-shares", Words("各月占比", "Shares by month"), columns, rows, note)
    table = Table(
        "rfm-months", Words("各月人数与消费", "Members and spend by month"), columns, rows, folded=True
    )
    return [
        Heat(shares, MONTH, NAME, SHARE, MEMBERS, SCORED, source=SHARE.source, order=list(SEGMENTS.values())),
        table,
    ]


def _malls(store: Store, segments: list[str]) -> list[Section]:
    names = store.mall_names()
    rows = [
        {**_told(row), "mall": mall_called(row["mall_id"], names)}
        for row in store.ask(BY_MALL, segments=segments)
    ]
    malls = {row["mall_id"] for row in rows} - {ALL_MALLS, "unknown"}
    if len(malls) < 2:
        return []
    mall = Column("mall", Words("商场", "Mall"))
    title = Words("各商场的分群", "Segments by mall")
    table = Table(
        "rfm-malls",
        Words("占各商场评分会员的比例", "Shares of the mall's scored members"),
        [mall, MONTH, NAME, MEMBERS, SCORED, SHARE, SPEND],
        rows,
        folded=len(malls) > MALLS_OPEN,
    )
    return [
        Section(
            title,
            [
                Heat(
                    table,
                    mall,
                    NAME,
                    SHARE,
                    MEMBERS,
                    SCORED,
                    source=SHARE.source,
                    order=list(SEGMENTS.values()),
                )
            ],
        )
    ]
