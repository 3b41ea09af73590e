"""TechTrans documents from plain dictionaries."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


def as_json(document: dict) -> bytes:
    return json.dumps(document).encode()


def as_xml(document: dict, *, soap: bool = False, declared: str | None = None) -> bytes:
    body = (
        f'<ns:postsalescreate xmlns:ns="http://tempurl.org">{_element_content(document)}</ns:postsalescreate>'
    )
    if soap:
        body = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{body}</s:Body></s:Envelope>'
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return (declaration + body).encode()


def _element_content(node: dict | str) -> str:
    if isinstance(node, str):
        return escape(node)
    parts = []
    for name, child in node.items():
        if isinstance(child, list):
            single = name.removesuffix("s")
            inner = "".join(f"<{single}>{_element_content(entry)}</{single}>" for entry in child)
            parts.append(f"<{name}>{inner}</{name}>")
        elif child is not None:
            parts.append(f"<{name}>{_element_content(child)}</{name}>")
    return "".join(parts)
