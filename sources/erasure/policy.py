"""What becomes of a row that names somebody who is erased: it goes, or only what names them does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources.registry import Column, Feed
    from sources.shapes import Shape

KEPT = frozenset(
    {
        # The store's own accounts: what was sold, parked and verified stays, nobody is on it any more.
        "pos_sales", "wechatpay_bill", "alipay_bill", "groupbuy_order", "parking",
        "voucher_douyin", "voucher_meituan",
        # A shop's staff and an event's host: the staff and the event stay.
        "master_staff", "master_leader", "master_event",
    }
)  # fmt: skip
"""Feeds whose rows are facts of the operator: identifiers are taken out, the row stays."""
MENTIONS = {"member_registry": frozenset({"referrer_member_no"})}
"""Columns that name a second person: the row is not about them."""
CONSENT = {"member_registry": ("registered_at", None), "app_binding": ("bound_at", "bind")}
"""Feeds that tell of new consent: the column of its time, and the word that `action` must be."""
PERSONAL_KEYS = frozenset(
    {
        "name", "mobile", "phone", "remark", "nickname", "avatar", "address", "gender", "union_id", "uid",
        "email", "姓名", "车主", "车主姓名", "手机号", "手机", "电话", "联系电话", "备注", "下单人", "收货人",
        "详细地址", "地址", "团员备注", "团长备注",
    }
)  # fmt: skip
"""Keys of documents that nobody reads and that tell of a person."""


@dataclass(frozen=True)
class Named:
    """One identifier column of a feed."""

    column: Column
    is_mention: bool

    @property
    def raw_name(self) -> str:
        """Its column of hashes in the raw store."""
        return self.column.raw_columns[0].name


def keeps_rows(feed: Feed) -> bool:
    """Whether rows of the feed stay without what names a person."""
    return feed.name in KEPT


def named_columns(feed: Feed) -> list[Named]:
    """The identifier columns of a feed."""
    mentions = MENTIONS.get(feed.name, frozenset())
    return [Named(c, c.name in mentions) for c in feed.columns if c.type == "identifier"]


def cleared_columns(feed: Feed) -> list[str]:
    """Raw columns that are emptied on a row that stays: who it was and where they live."""
    kinds = {"identifier", "building_no"}
    return [raw.name for column in feed.columns if column.type in kinds for raw in column.raw_columns]


def reduced(feed: Feed) -> Feed:
    """The feed with nothing but what identifies and dates a row: no row is refused for anything else."""
    wanted = {column.name for column in feed.columns if column.type == "identifier"}
    for column in feed.columns:
        if column.name in wanted:
            wanted |= {other for other in (column.issuer, column.identifier_in, *column.when) if other}
    if CONSENT.get(feed.name, ("", None))[1]:
        wanted.add("action")
    columns = tuple(
        replace(column, required=False)
        for column in feed.columns
        if column.name in wanted or (column.event and column.type == "time")
    )
    shapes = tuple(
        shape if _looks_inside(shape, columns) else replace(shape, rows=()) for shape in feed.shapes
    )
    return replace(feed, columns=columns, shapes=shapes, key=(), one_of=(), key_is_group=False)


def _looks_inside(shape: Shape, columns: tuple[Column, ...]) -> bool:
    """Whether any column lies in the items that the shape unnests; else a document is one row."""
    rows = next((shape.rows[:end] for end, step in enumerate(shape.rows, 1) if step.is_list), ())
    places = [column.places[shape.name] for column in columns if shape.name in column.places]
    # A column without a path of its own may stand anywhere.
    return any(path[: len(rows)] == rows for place in places for path in place.paths) or any(
        not place.paths and place.const is None for place in places
    )
