"""Identifiers as people write them: `type:value`, or `type:#hash` when only the hash is known.

A value is hashed at once. No message says it, because messages end in logs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.identifiers import IDENTIFIER_TYPES, identifier_hash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sources.identifiers import Pepper

SHOWN = 12
# Which setting issues the ids of a type when the value does not name its issuer.
ISSUER_SETTINGS = {"openid": "wechat.appid", "external_userid": "wecom.corp_id"}
_HASH = re.compile(r"#[0-9a-f]{8,64}")


class NamingFault(ValueError):
    """What was written names no identifier; the message says why and never what."""


@dataclass(frozen=True, order=True)
class Identifier:
    """A type with its hash, or with the beginning of one."""

    type: str
    hash: str

    @property
    def short(self) -> str:
        """As shown to people: enough to tell apart, not enough to look up in another store."""
        return f"{self.type}:#{self.hash[:SHOWN]}"

    @property
    def is_whole(self) -> bool:
        """Whether the hash is complete, so that no store has to be asked for the rest of it."""
        return len(self.hash) == 64


def known_by_hash(text: str) -> Identifier | None:
    """The identifier that `type:#hash` names, for which no secret is needed; None for all other texts."""
    kind, _, value = text.strip().partition(":")
    return Identifier(kind, value[1:]) if kind in IDENTIFIER_TYPES and _HASH.fullmatch(value) else None


@dataclass(frozen=True)
class Namer:
    """Makes identifiers of what people write, with the secret and the issuers of this installation."""

    pepper: Pepper
    settings: Mapping[str, str]

    def identifier(self, text: str) -> Identifier:
        """The identifier that `type:value` or `type:#hash` names; raises NamingFault."""
        kind, colon, value = text.strip().partition(":")
        if kind not in IDENTIFIER_TYPES or not colon:
            raise NamingFault(f"write it as type:value, the type one of {', '.join(IDENTIFIER_TYPES)}")
        return known_by_hash(text) or self.hashed(kind, value)

    def hashed(self, kind: str, value: str) -> Identifier:
        """The identifier of a value; raises NamingFault when it is none of that type."""
        setting = ISSUER_SETTINGS.get(kind)
        if setting and ":" not in value:
            value = f"{self.settings[setting]}:{value}"
        found = identifier_hash(self.pepper, kind, value)
        if found is None:
            raise NamingFault(f"this is no {kind} in any accepted form, so no feed has it either")
        return Identifier(kind, found)
