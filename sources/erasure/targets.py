"""Whom to erase: hashes of identifiers, each for all times or for an interval."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from sources.erasure.flags import Keys
from sources.identifiers import IDENTIFIER_TYPES, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from sources.identifiers import Pepper

BEGINNING = datetime(1, 1, 1)  # noqa: DTZ001  UTC without a zone, as everywhere in the store
END = datetime(9999, 12, 31)  # noqa: DTZ001
_SEAL = "tombstone|"


@dataclass(frozen=True, order=True)
class Target:
    """One identifier, and when it stood for the person: half-open, UTC."""

    identifier_type: str
    identifier_hash: str
    valid_from: datetime = BEGINNING
    valid_to: datetime = END

    @property
    def is_bounded(self) -> bool:
        """Whether the identifier stands for somebody else at other times."""
        return (self.valid_from, self.valid_to) != (BEGINNING, END)


def seal(identifier_hash: str) -> str:
    """What a tombstone keeps of a hash: enough to know it again, of no use beside any table."""
    return hashlib.sha256(f"{_SEAL}{identifier_hash}".encode()).hexdigest()


@dataclass(frozen=True)
class Targets:
    """All targets of one erasure; `is_sealed` when the hashes are those of tombstones."""

    items: tuple[Target, ...]
    is_sealed: bool = False
    hashes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hashes", frozenset(item.identifier_hash for item in self.items))

    @staticmethod
    def of(items: Iterable[Target], *, is_sealed: bool = False) -> Targets:
        """The targets in order, each once."""
        return Targets(tuple(sorted(set(items))), is_sealed)

    def load(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make `erasure_always (key)` and `erasure_span (key, valid_from, valid_to)` on the connection."""
        always = [item.identifier_hash for item in self.items if not item.is_bounded]
        spans = [item for item in self.items if item.is_bounded]
        tables = {
            "erasure_always": pa.table({"key": pa.array(always, pa.string())}),
            "erasure_span": pa.table(
                {
                    "key": pa.array([item.identifier_hash for item in spans], pa.string()),
                    "valid_from": pa.array([item.valid_from for item in spans], pa.timestamp("us")),
                    "valid_to": pa.array([item.valid_to for item in spans], pa.timestamp("us")),
                }
            ),
        }
        for name, table in tables.items():
            con.register("erasure_loading", table)
            con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT DISTINCT * FROM erasure_loading")
            con.unregister("erasure_loading")

    @property
    def keys(self) -> Keys:
        """How columns of hashes are held against what `load` made."""
        has_spans = any(item.is_bounded for item in self.items)
        return Keys("erasure_always", "erasure_span", has_spans, self.pattern)

    @property
    def pattern(self) -> str:
        """A hash as these targets hold it."""
        return f"sha256('{_SEAL}' || {{}})" if self.is_sealed else "{}"


class Recogniser:
    """Knows the texts of targets, one by one: the twin of the SQL for whatever only Python takes apart."""

    def __init__(self, pepper: Pepper, targets: Targets) -> None:
        self._key = pepper.secret.encode()
        self._targets = targets
        self._known: dict[tuple[str, str], bool] = {}

    def knows(self, identifier_type: str, text: str) -> bool:
        """Whether a text is a target of that type. An issuer stands in front already where there is one."""
        asked = (identifier_type, text)
        found = self._known.get(asked)
        if found is None:
            found = self._known[asked] = self._look(identifier_type, text)
        return found

    @property
    def met(self) -> set[str]:
        """Texts of targets that were seen so far, without what names their issuer."""
        return {text.rpartition(":")[2] for (_, text), is_known in self._known.items() if is_known}

    def _look(self, identifier_type: str, text: str) -> bool:
        if identifier_type not in IDENTIFIER_TYPES:
            return False
        value = normalise(identifier_type, text)
        if value is None:
            return False
        key = hmac.digest(self._key, f"{identifier_type}|{value}".encode(), "sha256").hex()
        return (seal(key) if self._targets.is_sealed else key) in self._targets.hashes
