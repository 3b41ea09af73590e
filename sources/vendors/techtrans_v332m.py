"""TechTrans (科传) V332M: one till ticket a document, as JSON or as XML with or without its SOAP envelope.

    header {messagetype SALESDATA, version V332M, …}
    salestotal {storecode, tillid, txdocno, txdate_yyyymmdd, txtime_hhmmss, salestype SA|SR, vipcode, …}
    salesitems [{itemcode, qty, sellingprice, netamount, …}]    salestenders [{tendercode, payamount}]

Amounts are yuan, dates and times the till's own clock. The header's licence and password are never looked at.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from sources.vendors.documents import Document, Fault, Node, ParsedDocuments, read_documents

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["COLUMNS", "parse", "recognises"]

COLUMNS = (
    "store_code",
    "till_no",
    "ticket_no",
    "till_date",
    "till_time",
    "ticket_kind",
    "original_ticket_no",
    "card_no",
    "phone",
    "sku_id",
    "item_name",
    "quantity",
    "unit_price_fen",
    "discount_fen",
    "net_fen",
    "payment_method",
)
VERSION = "V332M"

# Registry column and the fields that may fill it, the first one that is given does.
_TICKET_FIELDS = {
    "store_code": ("storecode",),
    "till_no": ("tillid",),
    "ticket_no": ("txdocno",),
    "till_date": ("txdate_yyyymmdd",),
    "till_time": ("txtime_hhmmss",),
    "ticket_kind": ("salestype",),
    "original_ticket_no": ("orgtxdocno", "txorgdocno"),
    "card_no": ("vipcode",),
    "phone": ("mobile", "phone"),
}
_REQUIRED = ("store_code", "till_no", "ticket_no", "till_date", "till_time", "ticket_kind")
_ITEM_FIELDS = {
    "sku_id": ("itemcode", "plucode", "mallitemcode", "counteritemcode"),
    "item_name": ("itemname", "salesitemremark"),
    "quantity": ("qty", "netqty"),
    "unit_price_fen": ("sellingprice", "originalprice"),
    "discount_fen": ("totaldiscountless", "discountamount"),
    "net_fen": ("netamount",),
}
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

_Row = dict[str, str | None]
_Tree = dict[str, Node]


class _Unfit(Exception):
    """A document cannot be read as a ticket."""

    def __init__(self, reason: str, column_name: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.column_name = column_name


def recognises(data_prefix: bytes) -> bool:
    """Tell documents from the CSV export by how the file begins; whose they are, `parse` finds out."""
    for mark in _BYTE_ORDER_MARKS:
        data_prefix = data_prefix.removeprefix(mark)
    return data_prefix.lstrip(b" \t\r\n\x00")[:1] in (b"{", b"[", b"<")


def parse(data: bytes) -> ParsedDocuments:
    """Read a file of V332M documents: one row a sales item, in order of appearance, everything as text."""
    parsed = ParsedDocuments({column: [] for column in COLUMNS})
    for found in read_documents(data):
        if isinstance(found, Fault):
            parsed.faults.append(found)
            continue
        for ticket in _tickets(found):
            try:
                rows = _rows(ticket)
            except _Unfit as unfit:
                parsed.faults.append(found.fault(unfit.reason, unfit.column_name))
                continue
            parsed.sizes.append(len(rows))
            for column, values in parsed.columns.items():
                values.extend(row.get(column) for row in rows)
    return parsed


def _tickets(document: Document) -> Iterator[_Tree]:
    """Yield the parts that carry a salestotal, through whatever wraps them; else the document itself."""
    found = False
    waiting: list[Node] = [document.node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict) and "salestotal" in node:
            found = True
            yield node
        elif isinstance(node, dict):
            waiting.extend(reversed(node.values()))
    if not found:
        yield {}


def _rows(ticket: _Tree) -> list[_Row]:
    match ticket.get("header"):
        case {"version": str(version)} if version.upper() != VERSION:
            raise _Unfit("unsupported_version")
        case _:
            pass
    total = ticket.get("salestotal")
    if not isinstance(total, dict):
        raise _Unfit("missing_salestotal")
    shared = _filled(total, _TICKET_FIELDS)
    for column in _REQUIRED:
        if shared[column] is None:
            raise _Unfit("missing_value", column)
    shared["till_time"] = _clock(shared["till_time"])
    shared["payment_method"] = _largest_tender(_entries(ticket.get("salestenders")))
    items = [_filled(item, _ITEM_FIELDS) for item in _entries(ticket.get("salesitems"))]
    return [shared | item for item in items or [_total_alone(total)]]


def _total_alone(total: _Tree) -> _Row:
    """Make the one row of a ticket that was sent without its items: its net, nothing of what was bought."""
    net, quantity = _leaf(total, "netamount"), _leaf(total, "netqty")
    if net is None:
        raise _Unfit("missing_value", "net_fen")
    return {"quantity": quantity or "0", "net_fen": net}


def _filled(tree: _Tree, fields: dict[str, tuple[str, ...]]) -> _Row:
    return {
        column: next((text for name in names if (text := _leaf(tree, name)) is not None), None)
        for column, names in fields.items()
    }


def _leaf(tree: _Tree, name: str) -> str | None:
    value = tree.get(name)
    return value if isinstance(value, str) else None


def _entries(container: Node) -> list[_Tree]:
    """Return what is in `salesitems` or `salestenders`: a list, one entry, or these in their own element."""
    match container:
        case None:
            return []
        case list():
            return [entry for part in container for entry in _entries(part)]
        case {"salesitem": inner} | {"salestender": inner}:
            return _entries(inner)
        case dict():
            return [container]
        case _:
            raise _Unfit("malformed_entry")


def _largest_tender(tenders: list[_Tree]) -> str | None:
    """Choose the code that paid most, whatever the sign; the first one of equals."""
    best: str | None = None
    most = Decimal(-1)
    for tender in tenders:
        code = _leaf(tender, "tendercode")
        amount = _amount(_leaf(tender, "payamount"))
        if code is not None and amount > most:
            best, most = code, amount
    return best


def _amount(text: str | None) -> Decimal:
    try:
        amount = abs(Decimal(text or "0"))
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)


def _clock(text: str | None) -> str | None:
    """Write hhmmss as hh:mm:ss; a time sent as a number has lost its leading zeros."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > len("hhmmss"):
        return text
    padded = text.zfill(len("hhmmss"))
    return f"{padded[:2]}:{padded[2:4]}:{padded[4:]}"
