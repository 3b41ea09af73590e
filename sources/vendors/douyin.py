"""Douyin (抖音来客) notices: their `content` is JSON within JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources.vendors.documents import Node

__all__ = ["prepare"]


def prepare(document: Node) -> Node:
    """The notice with its content opened; what is no JSON stays as it is, and is of no shape."""
    if not isinstance(document, dict) or not isinstance(text := document.get("content"), str):
        return document
    try:
        content: Node = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError:
        return document
    return document | {"content": content}
