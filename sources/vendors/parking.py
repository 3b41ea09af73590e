"""Car park documents of no shape as they lie: percent-encoded plates, content that is a text of JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from sources.vendors.documents import Node

__all__ = ["prepare"]

_WRAPPED = ("bizContent", "data")


def prepare(document: Node) -> Node:
    """The document with what Tengdao and Bolink wrap opened, and Mallcoo's notice under its own name."""
    if not isinstance(document, dict):
        return document
    prepared = {key.strip(): value for key, value in document.items()}
    for key in _WRAPPED:
        if isinstance(text := prepared.get(key), str):
            prepared[key] = _opened(text)
    if isinstance(plate := prepared.get("PlateNo"), str):
        return {"EnterInfoNotify": prepared | {"PlateNo": _unquoted(plate)}}
    return prepared


def _opened(text: str) -> Node:
    """The tree of a JSON text; what is none stays as it is."""
    try:
        opened: Node = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError:
        return text
    return opened


def _unquoted(text: str) -> str:
    """The text that was percent-encoded; what was not UTF-8 stays encoded, and is no plate."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text
