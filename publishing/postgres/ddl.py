"""Statements that make a table: columns, key, indexes, comments."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from publishing.postgres.names import staged
from publishing.sql import name, names, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publishing.contract import TableContract

# What boards filter by most, where it does not lead the key already.
_FILTERS = ("member_uid", "business_date", "period_start", "metric_id", "mall_id", "day")
_SAME = {"BIGINT", "DATE", "BOOLEAN", "INTEGER", "SMALLINT", "TIMESTAMP"}
_OTHER = {"DOUBLE": "DOUBLE PRECISION", "VARCHAR": "TEXT", "HUGEINT": "NUMERIC(38,0)"}
# PostgreSQL cuts names after 63 bytes.
_LONGEST_NAME = 63


def postgres_type(kind: str) -> str:
    """PostgreSQL's name of a plain type of DuckDB; raises ValueError for one that is not plain."""
    if kind in _SAME:
        return kind
    if kind.startswith("DECIMAL"):
        return kind.replace("DECIMAL", "NUMERIC")
    if kind not in _OTHER:
        raise ValueError(f"{kind} is not a plain type")
    return _OTHER[kind]


def create(table: TableContract) -> str:
    """The empty table, staged."""
    columns = ", ".join(f"{name(c.name)} {postgres_type(c.type or 'VARCHAR')}" for c in table.columns)
    return f"CREATE TABLE {staged(table)} ({columns})"


def finish(table: TableContract, empty_in_key: Iterable[str]) -> list[str]:
    """Key, indexes and comments of a loaded table.

    A key whose columns may be empty is a unique index that takes two empty values for equal: a primary key
    allows none.
    """
    statements = [_key(table, has_empty=any(empty_in_key))]
    statements += [
        f"CREATE INDEX ON {staged(table)} ({name(column)})"
        for column in _FILTERS
        if column in table.column_names and column != table.grain[0]
    ]
    statements.append(f"COMMENT ON TABLE {staged(table)} IS {text(table.comment)}")
    statements += [
        f"COMMENT ON COLUMN {staged(table)}.{name(column.name)} IS {text(column.comment)}"
        for column in table.columns
    ]
    return statements


def _key(table: TableContract, *, has_empty: bool) -> str:
    columns = names(table.grain)
    if has_empty:
        return f"CREATE UNIQUE INDEX ON {staged(table)} ({columns}) NULLS NOT DISTINCT"
    constraint = name(_short(table.name, "pkey"))
    return f"ALTER TABLE {staged(table)} ADD CONSTRAINT {constraint} PRIMARY KEY ({columns})"


def _short(table: str, ending: str) -> str:
    whole = f"{table}_{ending}"
    if len(whole) <= _LONGEST_NAME:
        return whole
    mark = hashlib.sha256(table.encode()).hexdigest()[:8]
    return f"{table[: _LONGEST_NAME - len(ending) - 10]}_{mark}_{ending}"
