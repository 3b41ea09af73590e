"""What a vendor's module is given and may answer: trees of documents, and why one is none of the feed's."""

from __future__ import annotations

__all__ = ["Node", "UnfitDocument"]

Node = str | None | dict[str, "Node"] | list["Node"]
"""A document's tree: leaves are the text as delivered."""


class UnfitDocument(Exception):
    """A document that the module refuses; carries a reason code and nothing of its content."""

    def __init__(self, reason: str, column_name: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.column_name = column_name
