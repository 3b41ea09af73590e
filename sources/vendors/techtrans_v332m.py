"""TechTrans (科传) V332M: till tickets, as JSON or as XML with or without its SOAP envelope.

    header {messagetype SALESDATA, version V332M, …}
    salestotal {storecode, tillid, txdocno, txdate_yyyymmdd, txtime_hhmmss, salestype SA|SR, vipcode, …}
    salesitems [{itemcode, qty, sellingprice, netamount, …}]    salestenders [{tendercode, payamount}]

Where each column lies the registry says. Here is what paths cannot say: tickets lie under any envelope, items
and tenders in their own element or not, and the method of payment is the tender that paid most. The header's
licence and password are never looked at.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from sources.vendors.documents import UnfitDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.vendors.documents import Node

__all__ = ["prepare"]

VERSION = "V332M"
_REQUIRED = {
    "storecode": "store_code",
    "tillid": "till_no",
    "txdocno": "ticket_no",
    "txdate_yyyymmdd": "till_date",
    "txtime_hhmmss": "till_time",
    "salestype": "ticket_kind",
}
"""Fields without which there is no ticket, and the columns that they fill."""

_Tree = dict[str, "Node"]


def prepare(document: Node) -> list[_Tree | UnfitDocument]:
    """The tickets of a document, laid out as the registry's shapes say; one that is none is told as such."""
    return [_ticket(tree) for tree in _tickets(_lower(document))] or [UnfitDocument("missing_salestotal")]


def _lower(node: Node) -> Node:
    if isinstance(node, list):
        return [_lower(part) for part in node]
    if isinstance(node, dict):
        return {key.strip().lower(): _lower(value) for key, value in node.items()}
    return (node.strip() or None) if node else None


def _tickets(document: Node) -> Iterator[_Tree]:
    """Yield the parts that carry a salestotal, through whatever wraps them."""
    waiting: list[Node] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict) and "salestotal" in node:
            yield node
        elif isinstance(node, dict):
            waiting.extend(reversed(node.values()))


def _ticket(tree: _Tree) -> _Tree | UnfitDocument:
    header, total = tree.get("header"), tree.get("salestotal")
    version = header.get("version") if isinstance(header, dict) else None
    if isinstance(version, str) and version.upper() != VERSION:
        return UnfitDocument("unsupported_version")
    if not isinstance(total, dict):
        return UnfitDocument("missing_salestotal")
    for name, column in _REQUIRED.items():
        if not isinstance(total.get(name), str):
            return UnfitDocument("missing_value", column)
    try:
        items, tenders = _entries(tree.get("salesitems")), _entries(tree.get("salestenders"))
    except UnfitDocument as unfit:
        return unfit
    return {
        "salestotal": total,
        "salesitems": [*items] or None,
        "largest_tender": _largest_tender(tenders),
    }


def _entries(container: Node) -> list[_Tree]:
    """What is in `salesitems` or `salestenders`: a list, one entry, or these in their own element."""
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
            raise UnfitDocument("malformed_entry")


def _largest_tender(tenders: list[_Tree]) -> str | None:
    """The code that paid most, whatever the sign; the first one of equals."""
    best: str | None = None
    most = Decimal(-1)
    for tender in tenders:
        code, amount = tender.get("tendercode"), _amount(tender.get("payamount"))
        if isinstance(code, str) and amount > most:
            best, most = code, amount
    return best


def _amount(text: Node) -> Decimal:
    try:
        amount = abs(Decimal(text)) if isinstance(text, str) else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)
