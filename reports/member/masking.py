"""What of a member is masked until somebody says why it is needed.

Masked are hashes but for their beginnings, numbers of documents but for their ends, and in every text that
people or systems elsewhere wrote whatever looks like a number of a person, an address or a plate.
"""

from __future__ import annotations

import re
from typing import Any

SHOWN = 12  # of a hash: enough to tell apart, not enough to look up in another store
ENDING = 3
HASHES = ("identifier", "plate")
NUMBERS = ("coupon_code", "ticket_no", "ref_no")
# Ids that this house made, and the operator's ids of malls, campaigns and the like.
OURS = re.compile(r"M\d{10}|H\d{10}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PERSONAL = re.compile(
    r"[^\s@]+@[^\s@]+"
    r"|\d{4}-\d{2}-\d{2}(?!\d)"
    r"|\+?\d(?:[ .\-]?\d){6,}[xX]?"
    r"|[一-鿿][A-Za-z][·. ]?[A-Za-z0-9]{5,6}(?![A-Za-z0-9])"
)
DOTS = "•••"


def masked(document: dict[str, Any]) -> dict[str, Any]:
    """A document, or a row of it, with everything masked that stands for a person outside this house."""
    return {key: _value(key, value) for key, value in document.items()}


def scrubbed(text: str) -> str:
    """The text without what looks like a telephone, a card, an identity number, a mail address or a plate."""
    if OURS.fullmatch(text):
        return text
    return PERSONAL.sub(lambda found: found[0] if DAY.fullmatch(found[0]) else DOTS, text)


def hidden(document: dict[str, Any]) -> list[str]:
    """The sections of which masking takes anything away: what unmasking shows."""
    shown = masked(document)
    return [key for key in document if shown[key] != document[key]]


def _value(key: str, value: object) -> object:
    if isinstance(value, dict):
        return masked(value)
    if isinstance(value, list):
        return [_value(key, one) for one in value]
    return _text(key, value) if isinstance(value, str) else value


def _text(key: str, value: str) -> str:
    if key in HASHES:
        return value[:SHOWN]
    if key in NUMBERS:
        return f"{DOTS}{value[-ENDING:]}" if len(value) > ENDING else DOTS
    return value if key.endswith("_id") else scrubbed(value)
