"""Quoting, table fingerprints and catalog look-ups: the few statements that writing and auditing share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import duckdb


@dataclass(frozen=True)
class Fingerprint:
    """How many rows, and a sum over row hashes that does not depend on their order."""

    rows: int
    checksum: str


def name(*parts: str) -> str:
    """A quoted, possibly qualified identifier."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def names(columns: Iterable[str]) -> str:
    """A quoted column list."""
    return ", ".join(name(column) for column in columns)


def text(value: str | Path) -> str:
    """A quoted string literal, for statements that take no bound values."""
    return "'" + str(value).replace("'", "''") + "'"


def fingerprint(con: duckdb.DuckDBPyConnection, relation: str, columns: Iterable[str]) -> Fingerprint:
    """Counts and sums the hashes of all rows of a relation.

    A sum, not an exclusive or: two equal rows too many would cancel each other there.
    """
    row = con.execute(
        f"SELECT count(*), coalesce(sum(hash({names(columns)})::HUGEINT), 0) FROM {relation}"
    ).fetchone()
    rows, total = row or (0, 0)
    return Fingerprint(rows=rows, checksum=f"{total:032x}")


def columns_of(con: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, dict[str, str]]:
    """Every table and view of a catalog with its columns and their types, keyed by `schema.table`."""
    found: dict[str, dict[str, str]] = {}
    rows = con.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = ? AND NOT internal ORDER BY 1, column_index",
        [catalog],
    ).fetchall()
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found
