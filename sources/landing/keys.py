"""Which keys may become paths below the local landing folder."""

from __future__ import annotations

import unicodedata

_INVISIBLE = ("C", "Zl", "Zp")  # control, format and unassigned characters, line and paragraph separators
LONGEST_PART = 240  # bytes; file systems end at 255


def refusal(key: str) -> str | None:
    """Why a key must not become a path, or None when it may.

    Refused are keys that leave the folder, that no file system holds, or that hide what they do.
    """
    parts = key.split("/")
    if key.startswith(("/", "~")) or ":" in parts[0] or "\\" in key:
        return "absolute key"
    if ".." in parts:
        return "key that leaves the folder"
    if any(unicodedata.category(char).startswith(_INVISIBLE) for char in key):
        return "control characters in the key"
    if "" in parts or "." in parts:
        return "empty part in the key"
    if any(len(part.encode("utf-8", "surrogatepass")) > LONGEST_PART for part in parts):
        return "key too long"
    return None


def is_hidden(key: str) -> bool:
    """Whether a file of that name is still on its way, as in the local landing folder."""
    return any(part.startswith(".") for part in key.split("/"))
