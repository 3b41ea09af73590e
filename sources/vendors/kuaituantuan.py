"""The order export of 快团团: an order over one row or several, and which activity a sheet belongs to.

Order numbers (跟团号) begin anew in each activity, so an order is known by both. The cells of an order are
merged over its rows, or repeated on each: every row here carries them, and `line_no` tells the rows apart.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Cells = dict[str, str | None]

_OF_THE_LINE = ("product", "sku_id", "quantity", "line_fen")
_SUM_ROWS = ("合计", "总计", "小计")
_LABEL = re.compile(r"\s*(?:团购名称|团购标题|活动名称|团购活动)\s*[:：]?\s*(.*)", re.DOTALL)
_DEFAULT_TITLE = re.compile(
    r"(sheet|worksheet|工作表)\s*\d*|(快团团)?(团员|商品)?订单(列表|明细|数据|导出)?\s*\d*|导出(数据|订单)?\d*",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"(导出|下载|生成|统计)(时间|日期|人)|^共")
_ONE_PRODUCT = re.compile(r".+?[+＋xX×*]\s*\d+\s*[;；,，]?")
_CODE = re.compile(r"(?!1\d{10}$)[A-Za-z0-9_-]{1,64}")
_HOME = re.compile(r"\d{7}|[栋幢室]|单元|号楼")


def activity_of(above: Sequence[Sequence[str]], sheet_title: str) -> tuple[str, str]:
    """The activity of a sheet, and what names it: `label`, `title`, `sheet`, or nothing: `default`.

    Args:
        above: texts of the rows above the header, empty cells left out.
        sheet_title: name of the sheet.
    """
    for row in above:
        for cell, beside in zip_longest(row, row[1:], fillvalue=""):
            if label := _LABEL.fullmatch(cell):
                name = (label[1] or beside).strip()
                if name:
                    return name, "label"
    alone = [row[0].strip() for row in above if len(row) == 1 and not _NO_TITLE.search(row[0])]
    named = [text for text in alone if not _DEFAULT_TITLE.fullmatch(text)]
    if named:
        return named[0], "title"
    title = sheet_title.strip()
    return title, "default" if _DEFAULT_TITLE.fullmatch(title) else "sheet"


def order_lines(
    rows: Iterable[tuple[int, Mapping[str, str | None]]], activity: tuple[str, str]
) -> Iterator[tuple[int, int, Cells]]:
    """Line of the sheet, number of the order, and cells, of each product of each order."""
    number = 0
    order: list[tuple[int, Mapping[str, str | None]]] = []
    for line, cells in rows:
        if _stripped(cells, "group_no").startswith(_SUM_ROWS):
            continue
        if not order or not all(_continues(order[0][1], cells, name) for name in ("group_no", "activity")):
            yield from _lines_of(number, order, activity)
            number, order = number + 1, []
        order.append((line, cells))
    yield from _lines_of(number, order, activity)


def _continues(first: Mapping[str, str | None], cells: Mapping[str, str | None], name: str) -> bool:
    return _stripped(cells, name) in {"", _stripped(first, name)}


def _stripped(cells: Mapping[str, str | None], name: str) -> str:
    return (cells.get(name) or "").strip()


def _lines_of(
    number: int, order: Sequence[tuple[int, Mapping[str, str | None]]], activity: tuple[str, str]
) -> Iterator[tuple[int, int, Cells]]:
    shared = _shared(order, activity)
    line_no = 0
    for line, cells in order:
        for product in _products(cells.get("product")):
            line_no += 1
            own = {name: cells.get(name) for name in _OF_THE_LINE}
            yield line, number, {**shared, **own, "product": product, "line_no": str(line_no)}


def _shared(order: Sequence[tuple[int, Mapping[str, str | None]]], activity: tuple[str, str]) -> Cells:
    """What holds for the order as a whole: each column's first cell that is filled."""
    shared: Cells = {}
    for _, cells in order:
        for name, cell in cells.items():
            if name not in _OF_THE_LINE and not shared.get(name):
                shared[name] = cell
    if shared.get("activity"):
        shared["activity_from"] = "column"
    else:
        shared["activity"], shared["activity_from"] = activity
    # A leader may be named instead of numbered, a pickup point be somebody's home: neither is kept.
    leader, point = shared.get("leader_id") or "", shared.get("pickup_point") or ""
    shared["leader_id"] = leader if _CODE.fullmatch(leader.strip()) else None
    shared["pickup_point"] = None if _HOME.search(point) else point or None
    return shared


def _products(cell: str | None) -> list[str | None]:
    """The products that one cell lists, one a line of it; a cell of another form is one product."""
    texts = [text.strip() for text in (cell or "").splitlines() if text.strip()]
    if len(texts) > 1 and all(_ONE_PRODUCT.fullmatch(text) for text in texts):
        return [*texts]
    return [" ".join(texts) or None]
