"""One version onto one server: load, audit, swap, clear away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from publishing.contract import ColumnContract, TableContract
from publishing.log import PUBLISH_LOG
from publishing.postgres.audit import audit
from publishing.postgres.clear import clear
from publishing.postgres.load import drop_stage, load
from publishing.postgres.server import PostgresError, connected
from publishing.postgres.swap import swap
from publishing.store import MANIFEST_FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from publishing.postgres.server import Server
    from publishing.store import PublishedVersion


@dataclass(frozen=True)
class PostgresVersion:
    """A version as it stands on a server now."""

    version: str
    tables: int
    rows: int
    swap_seconds: float
    """How long readers waited for the swap itself."""
    lock_seconds: float
    """How long newcomers stood in line before it, until those who were reading had ended."""
    kept: tuple[str, ...]
    """Schemas of replaced tables that stay, because a materialised view of somebody reads them."""


def _unheard(stage: str) -> None:
    del stage


def to_postgres(
    version: PublishedVersion, server: Server, *, on_stage: Callable[[str], None] = _unheard
) -> PostgresVersion:
    """Make a version of the store the one that the server's readers get.

    Args:
        version: A kept version; its file and manifest are read, so that one of the past can be brought back.
        server: Where to, and how patiently.
        on_stage: Told `loaded`, `audited`, `swapped` and `cleared`.

    Raises:
        PostgresError: The server keeps the version that it had; says why.
    """
    tables = [*_tables(json.loads((version.path / MANIFEST_FILE).read_text(encoding="utf-8"))), PUBLISH_LOG]
    with duckdb.connect(str(version.file), read_only=True) as file, connected(server) as con:
        try:
            load(con, file, tables)
            on_stage("loaded")
            if faults := audit(con, file, tables):
                raise PostgresError(f"{server.said} keeps its version: " + "; ".join(faults))
            on_stage("audited")
            swapped = swap(con, server, tables)
            on_stage("swapped")
        finally:
            con.rollback()
            drop_stage(con, tables)
        kept = clear(con)
        on_stage("cleared")
    return PostgresVersion(
        version.version, len(tables), sum(version.rows.values()), swapped.seconds, swapped.lock_seconds, kept
    )


def _tables(manifest: dict[str, Any]) -> list[TableContract]:
    """The contract of a version, as its manifest keeps it."""
    return [
        TableContract(
            schema=full_name.partition(".")[0],
            name=full_name.partition(".")[2],
            grain=tuple(told["grain"]),
            columns=tuple(ColumnContract(c["name"], c["type"], c["comment"]) for c in told["columns"]),
            comment=told["comment"],
        )
        for full_name, told in sorted(manifest["tables"].items())
    ]
