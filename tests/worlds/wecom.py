"""What WeCom delivers, in small: ids that nobody has, and the rows that documents become."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sources.identifiers import identifier_hash

if TYPE_CHECKING:
    from tests.sources.conftest import House

CUSTOMER = "wmInventedCustomerOne0000000000A"
OTHER = "wmInventedCustomerTwo0000000000A"
SECOND = 1767232800
AT = "2026-01-01 02:00:00"
"""The same in UTC."""


def told(house: House, feed: str, *documents: Any, name: str = "answer.json") -> list[dict[str, Any]]:
    """The rows that documents become, each delivered as a line of one file."""
    house.land(feed, name, "\n".join(json.dumps(document, ensure_ascii=False) for document in documents))
    house.ingest(feed)
    return house.rows(feed)


def hashed(house: House, kind: str, value: str) -> str | None:
    return identifier_hash(house.pepper, kind, value)


def as_xml(document: dict[str, Any]) -> str:
    inner = "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in document.items())
    return f"\ufeff<xml>{inner}</xml>"
