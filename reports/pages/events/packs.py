"""Packs of member days: attendance and ticket beside the other packs, and what a pack added."""

from __future__ import annotations

from reports.document import Block, Column, Row, Section, Source, Table, of_column
from reports.drawing import marks
from reports.store import Store
from reports.vocabulary.programmes import EVIDENCE, mall_name, named
from reports.words import Words, same

PACK = "kpi.member_day_pack"
ROWS_SHOWN = 84
EVERYBODY = Words("全部分层", "All layers")
# The whole of a pack stands before its layers.
PACKS = """
select
    pack.*, coalesce(benefit.name, pack.pack_id) as pack
from kpi.member_day_pack as pack
left join core.dim_benefit as benefit on pack.pack_id = benefit.benefit_id and benefit.is_last_known
left join core.dim_layer as layers on pack.layer = layers.layer
order by
    pack.last_on desc, pack.campaign_id, pack.pack_id, pack.layer = 'all' desc, layers.layer_rank nulls last,
    pack.layer
limit $rows
"""


def section(store: Store) -> Section:
    """What lots were drawn for as a drawing, all packs as a table."""
    names, malls = store.layer_names() | {"all": EVERYBODY}, store.mall_names()
    rows: list[Row] = [
        {
            **row, "pack_name": same(row["pack"]), "layer_name": named(row["layer"], names),
            "mall": mall_name(row["mall_id"], malls), "evidence_name": named(row["evidence"], EVIDENCE),
        }
        for row in store.ask(PACKS, rows=ROWS_SHOWN)
    ]  # fmt: skip
    title = Words("会员日分层包", "Packs of member days")
    lead = Words(
        "同一天、同一分层里，与拿到别的包的会员相比；增量只有抽签才说得出。",
        "Beside members of the layer with another pack on that day; what was added only lots can tell.",
    )
    return Section(title, [*_estimates(rows), _table(rows), _added(rows)], lead)


def _estimates(rows: list[Row]) -> list[Block]:
    known: list[Row] = [
        {
            **row,
            "named": Words(f"{row['pack']} {row['layer_name'].zh}", f"{row['pack']} {row['layer_name'].en}"),
        }
        for row in rows
        if row["added_attendance"] is not None
    ]
    if not known:
        return []
    added = _of("added_attendance", Words("多到场", "Attendance added"), "ratio")
    columns = [
        Column("named", Words("包与分层", "Pack and layer")), added,
        _of("added_attendance_low", Words("下限", "Low"), "ratio"),
        _of("added_attendance_high", Words("上限", "High"), "ratio"),
    ]  # fmt: skip
    table = Table(
        "packs-drawn", Words("多到场的占比与区间", "Attendance added, with its interval"), columns, known
    )
    return [
        marks.intervals(table, "named", added, "added_attendance_low", "added_attendance_high", added.source)
    ]


def _who() -> list[Column]:
    return [
        Column("pack_name", Words("包", "Pack")),
        Column("last_on", Words("会员日", "Day"), "date"),
        Column("mall", Words("商场", "Mall")),
        Column("layer_name", Words("分层", "Layer")),
        _of("members", Words("会员", "Members"), "count"),
    ]


def _table(rows: list[Row]) -> Table:
    columns = [
        *_who(),
        _of("members_come", Words("到场", "Came"), "count", "null_reason"),
        _of("attendance_rate", Words("到场率", "Rate"), "ratio", "null_reason"),
        _of("ticket_fen", Words("客单价", "Ticket"), "fen", "null_reason"),
        _of("other_attendance_rate", Words("别的包到场率", "Other packs"), "ratio", "other_null_reason"),
        _of("other_ticket_fen", Words("别的包客单价", "Their ticket"), "fen"),
    ]
    return Table("packs", Words("各包与分层", "Packs and layers"), columns, rows)


def _added(rows: list[Row]) -> Table:
    columns = [
        *_who(),
        _of("n_control", Words("对照", "Held out"), "count"),
        Column("evidence_name", Words("证据", "Evidence"), "text", None, _source("evidence")),
        _of("added_attendance", Words("多到场", "Attendance added"), "ratio", "added_null_reason"),
        _of("added_attendance_low", Words("下限", "Low"), "ratio"),
        _of("added_attendance_high", Words("上限", "High"), "ratio"),
        _of("added_net_fen", Words("多消费", "Sales added"), "fen", "added_net_null_reason"),
        _of("added_net_low_fen", Words("下限", "Low"), "fen"),
        _of("added_net_high_fen", Words("上限", "High"), "fen"),
    ]
    return Table("packs-added", Words("各包带来多少增量", "What packs added"), columns, rows, folded=True)


def _of(name: str, label: Words, unit: str, why: str | None = None) -> Column:
    return Column(name, label, unit, why, _source(name))


def _source(column: str) -> Source:
    return of_column(PACK, column)
