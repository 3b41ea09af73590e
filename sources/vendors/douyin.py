"""Douyin (抖音来客) documents before their shapes are told.

The `content` of a notice is JSON within JSON, and `0` stands for a time that there is not.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources.vendors.documents import Node

__all__ = ["prepare"]

_NO_TIME = {"0", ""}


def prepare(document: Node) -> Node:
    """The document with its content opened and times that are not known left out."""
    if isinstance(document, list):
        return [prepare(part) for part in document]
    if not isinstance(document, dict):
        return document
    return {key: _value(key, value) for key, value in document.items()}


def _value(key: str, value: Node) -> Node:
    if isinstance(value, dict | list):
        return prepare(value)
    if value is None or (key.endswith("_time") and value in _NO_TIME):
        return None
    return prepare(_opened(value)) if key == "content" else value


def _opened(text: str) -> Node:
    try:
        opened: Node = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError:
        return text
    return opened
