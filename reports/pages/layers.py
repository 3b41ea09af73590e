"""Layers and migration: which layer members are in, and where a month moved them."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Block, Column, Note, Page, Section, Table, of_column
from reports.drawing import marks
from reports.store import ALL_MALLS, Store
from reports.words import Words

TABLES = ("kpi.layer_migration_monthly", "core.dim_layer", "kpi.member_asset_statement")

FLOWS = """
with newest as (
    select max(month_start) as month_start from kpi.layer_migration_monthly where value is not null
)

select
    month_start, layer_from, layer_to, denominator, numerator, value, null_reason,
    coalesce(before.name_zh, '新进') as from_zh, coalesce(before.name_en, 'New') as from_en,
    coalesce(after.name_zh, layer_to) as to_zh, coalesce(after.name_en, layer_to) as to_en
from kpi.layer_migration_monthly
left join core.dim_layer as before on before.layer = layer_from
left join core.dim_layer as after on after.layer = layer_to
where mall_id = $mall and month_start = (select month_start from newest)
order by before.layer_rank, layer_from, layer_to_rank, layer_to
"""
ASSETS = """
select month_start, asset, name_zh, name_en, opening, added, reactivated, lost, deleted, closing, null_reason
from kpi.member_asset_statement
where mall_id = $mall
order by month_start desc, position
"""
MIGRATION = "kpi.layer_migration_monthly"
STATEMENT = "kpi.member_asset_statement"


def page(store: Store) -> Page:
    """Flows between layers in the newest month that can be read, and the members' account month by month."""
    told = entry("layers")
    return Page("layers", told.title, told.asks, [_flows(store), _assets(store)])


def _flows(store: Store) -> Section:
    rows = [
        {**row, "from": Words(row["from_zh"], row["from_en"]), "to": Words(row["to_zh"], row["to_en"])}
        for row in store.ask(FLOWS, mall=ALL_MALLS)
    ]
    title = Words("一个月里的流动", "Where a month moved them")
    if not rows:
        return Section(title, [Note(Words("还没有可读的一个月。", "No month can be read yet."))])
    share = Column("value", Words("占月初", "Share"), "ratio", "null_reason", of_column(MIGRATION, "value"))
    table = Table(
        "migration",
        Words("月初在某层的会员，月末在哪层", "Members by their layer before and after"),
        [
            Column("month_start", Words("月份", "Month"), "month"),
            Column("from", Words("月初", "Before")),
            Column("to", Words("月末", "After")),
            Column(
                "numerator",
                Words("会员", "Members"),
                "count",
                "null_reason",
                of_column(MIGRATION, "numerator"),
            ),
            Column(
                "denominator",
                Words("月初人数", "Of"),
                "count",
                "null_reason",
                of_column(MIGRATION, "denominator"),
            ),
            share,
        ],
        rows,
        folded=True,
    )
    blocks: list[Block] = [marks.grid(table, "to", "from", share, share.source), table]
    lead = Words(
        "每行是月初所在的层，每列是月末所在的层。", "A row is the layer before, a column the layer after."
    )
    return Section(title, blocks, lead)


def _assets(store: Store) -> Section:
    names = {
        "opening": Words("期初", "Opening"), "added": Words("新增", "Added"), "reactivated": Words("唤回", "Back"),
        "lost": Words("流失", "Lost"), "deleted": Words("删除", "Deleted"), "closing": Words("期末", "Closing"),
    }  # fmt: skip
    rows = [
        {**row, "asset": Words(row["name_zh"], row["name_en"])} for row in store.ask(ASSETS, mall=ALL_MALLS)
    ]
    columns = [
        Column("month_start", Words("月份", "Month"), "month"),
        Column("asset", Words("资产", "Asset")),
        *(
            Column(name, label, "count", "null_reason", of_column(STATEMENT, name))
            for name, label in names.items()
        ),
    ]
    title = Words("会员资产表", "The members' account")
    return Section(title, [Table("assets", title, columns, rows)])
