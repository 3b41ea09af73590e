"""What each community prefers: the index of categories, 100 where it buys like everywhere."""

from __future__ import annotations

from reports import words
from reports.document import Block, Column, Heat, Note, Row, Section, Table, of_column
from reports.store import Store
from reports.words import Words, same

INDEX = "kpi.category_index_monthly"
COMMUNITIES_SHOWN, CATEGORIES_SHOWN, LARGEST = 60, 24, 40
CELLS = """
with newest as (
    select coalesce(
        max(month_start) filter (where category_index is not null), max(month_start)
    ) as month_start
    from kpi.category_index_monthly
),

cell as (
    select
        *,
        dense_rank() over (order by community_id) as community_no,
        dense_rank() over (order by all_category_orders desc, category, subcategory) as category_no
    from kpi.category_index_monthly
    where month_start = (select month_start from newest)
)

select cell.*, coalesce(community.name, cell.community_id) as community
from cell
left join core.dim_community as community
    on cell.community_id = community.community_id and community.is_last_known
where community_no <= $communities and category_no <= $categories
order by cell.community_id, category_no
"""
TITLE = Words("品类偏好", "Preferences")
VALUE = Column(
    "category_index", Words("偏好指数", "Index"), "index", "null_reason", of_column(INDEX, "category_index")
)
COUNTED = {
    "category_orders": (Words("含该品类订单", "Orders with it"), "count", "null_reason"),
    "orders": (Words("社区订单", "Of orders"), "count", None),
    "share": (Words("社区占比", "Share here"), "ratio", "null_reason"),
    "overall_share": (Words("整体占比", "Share everywhere"), "ratio", None),
}


def section(store: Store) -> Section:
    """A field of communities and categories, and the strongest preferences."""
    found = store.ask(CELLS, communities=COMMUNITIES_SHOWN, categories=CATEGORIES_SHOWN)
    if not found:
        return Section(TITLE, [Note(Words("还没有一个月可以公开。", "No month can be told yet."))])
    rows = [_told(row) for row in found]
    month = words.month(found[0]["month_start"])
    lead = Words(
        f"{month.zh}。社区订单含该品类的占比，除以全部社区的占比，乘以 100：高于 100 即更爱买。",
        f"{month.en}. Share of a community's orders that hold the category, by the share everywhere, times "
        "100: above 100 it buys more of it.",
    )
    down, across = Column("community", Words("社区", "Community")), Column("of", Words("品类", "Category"))
    title = Words("各社区的偏好指数", "Index by community and category")
    table = Table("preferences", title, [down, across, VALUE, *_counted(), _missing()], rows)
    blocks: list[Block] = [Heat(table, down, across, VALUE, source=VALUE.source), _strongest(rows)]
    return Section(TITLE, blocks, lead)


def _told(row: Row) -> Row:
    of = row["category"] if row["subcategory"] == "ALL" else row["subcategory"]
    whole = Words(f"{of}（全部）", f"{of}, all")
    return {
        **row,
        "community": same(row["community"]),
        "of": whole if row["subcategory"] == "ALL" else same(of),
        "missing": Words("隐去", "withheld") if row["is_withheld"] else same(""),
    }


def _strongest(rows: list[Row]) -> Table:
    known = [row for row in rows if row["category_index"] is not None and row["subcategory"] != "ALL"]
    known.sort(key=lambda row: (-row["category_index"], row["community_id"], str(row["of"])))
    columns = [
        Column("community", Words("社区", "Community")),
        Column("of", Words("品类", "Category")),
        VALUE,
        *_counted(),
    ]
    title = Words("最强的偏好", "The strongest preferences")
    return Table("strongest", title, columns, known[:LARGEST], folded=True)


def _counted() -> list[Column]:
    return [
        Column(key, label, unit, why, of_column(INDEX, key)) for key, (label, unit, why) in COUNTED.items()
    ]


def _missing() -> Column:
    return Column("missing", Words("隐去", "Withheld"), source=of_column(INDEX, "is_withheld"))
