"""Car park documents before their shapes are told: what the vendors wrap, escape and leave empty.

Mallcoo writes `PlateNo` percent-encoded, Tengdao may send `bizContent` as a text of JSON, and Bolink `0` for
a time that is not yet known. Keys of Tengdao come with spaces around them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from sources.vendors.documents import Node

__all__ = ["prepare"]

_WRAPPED = ("bizContent", "data")
_PERCENT_ENCODED = ("PlateNo",)
_TIMES = ("start_time", "end_time", "in_time", "out_time", "enterTime", "leaveTime", "inTime", "outTime")
# Sent again when the line was up, against sent as it happened.
_UPLOADS = {"0": "true", "1": "false"}
_UPLOAD_MARKS = ("bcbz", "rep_up_tag")


def prepare(document: Node) -> Node:
    """The document with its inner JSON opened, plates readable, and empty times left out."""
    if isinstance(document, list):
        return [prepare(part) for part in document]
    if not isinstance(document, dict):
        return document
    prepared = {key.strip(): _value(key.strip(), value) for key, value in document.items()}
    for mark in _UPLOAD_MARKS:
        if isinstance(told := prepared.get(mark), str):
            prepared["is_late_upload"] = _UPLOADS.get(told)
    return prepared


def _value(key: str, value: Node) -> Node:
    if isinstance(value, dict | list):
        return prepare(value)
    if value is None:
        return None
    if key in _WRAPPED:
        return prepare(_opened(value))
    if key in _TIMES and value.strip() in {"", "0"}:
        return None
    return _unquoted(value) if key in _PERCENT_ENCODED else value


def _unquoted(text: str) -> str:
    """The text that was percent-encoded; what was not UTF-8 stays encoded, and is no plate."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text


def _opened(text: str) -> Node:
    """The tree of a JSON text; what is none stays as it is."""
    try:
        opened: Node = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError:
        return text
    return opened
