"""What an editor is told and what it gives back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.identifiers import IDENTIFIER_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sources.erasure.targets import Recogniser
    from sources.registry import Column, Feed

_TOKEN = re.compile(r"[^\s,;|\"'`{}\[\]<>()=&!]+")
_MOST_TOKENS = 400
_ISSUED = {"openid": "wechat.appid", "external_userid": "wecom.corp_id"}


@dataclass
class Places:
    """Where in a file a reader met targets."""

    records: set[int] = field(default_factory=set)
    """Records below the header, counted from 0."""
    lines: set[int] = field(default_factory=set)
    """First lines of records or documents, counted from 1."""
    doubtful: set[int] = field(default_factory=set)
    """Lines that no reader could take apart."""
    is_whole: bool = False
    """Nothing is known of the file: every line is looked at."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.records or self.lines or self.doubtful or self.is_whole)


@dataclass
class Edited:
    """What became of a file."""

    data: bytes
    gone: int = 0
    """Records that were taken out."""
    cleared: int = 0
    """Records that stay without what named somebody."""
    lines: set[int] = field(default_factory=set)
    """Where they were."""

    @property
    def is_changed(self) -> bool:
        """Whether the file has to be written."""
        return bool(self.gone or self.cleared)


@dataclass(frozen=True)
class Desk:
    """What every editor works with."""

    feed: Feed
    recogniser: Recogniser
    settings: Mapping[str, str]

    def names_target(self, column: Column, text: str, told: Mapping[str, str | None]) -> bool:
        """Whether a cell of an identifier column is a target; `told`: the row's other cells by name."""
        if not text.strip():
            return False
        if column.identifier_in:
            return self.is_target(text, IDENTIFIER_TYPES, ())
        issuer = (told.get(column.issuer) or "").strip() if column.issuer else ""
        if not issuer and column.issuer_setting:
            issuer = self.settings[column.issuer_setting]
        return self.is_target(text, (str(column.identifier),), (issuer,))

    def is_target(self, text: str, kinds: Iterable[str], issuers: Iterable[str]) -> bool:
        """Whether a text is a target of any of the types, with any of the issuers."""
        return any(
            self.recogniser.knows(kind, issued) for kind in kinds for issued in _issued(kind, text, issuers)
        )

    def mentions_target(self, text: str) -> bool:
        """Whether any word of a text that nobody could take apart is a target."""
        kinds = {c.identifier for c in self.feed.columns if c.identifier} or set(IDENTIFIER_TYPES)
        if any(column.identifier_in for column in self.feed.columns):
            kinds = set(IDENTIFIER_TYPES)
        words = list(dict.fromkeys(_TOKEN.findall(text)))[:_MOST_TOKENS]
        words += [part for word in words if ":" in word for part in word.split(":") if part]
        issuers = [*self.settings.values(), *(w for w in words if w.startswith(("wx", "ww")) and len(w) < 40)]
        return any(self.is_target(word, filter(None, kinds), issuers) for word in words)


def _issued(kind: str, text: str, issuers: Iterable[str]) -> Iterable[str]:
    text = text.strip()
    if kind not in _ISSUED or ":" in text:
        return (text,)
    return [f"{issuer}:{text}" for issuer in issuers if issuer]
