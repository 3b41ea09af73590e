"""Whether the stage has what the version's file has, asked of both engines in the same words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from publishing.postgres.names import staged
from publishing.postgres.server import rows
from publishing.sql import name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    from adbc_driver_manager.dbapi import Connection

    from publishing.contract import ColumnContract, TableContract

_SUMMED = ("BIGINT", "INTEGER", "SMALLINT", "HUGEINT", "DECIMAL")
# Sums of floating numbers depend on their order; their smallest and largest do not.
_ORDERED = ("DOUBLE", "DATE", "TIMESTAMP")


def audit(con: Connection, file: duckdb.DuckDBPyConnection, tables: Sequence[TableContract]) -> list[str]:
    """Say of which tables the server has something else than the file.

    Compared are the rows and, of each column, its values: how many, their sum, or smallest and largest, and
    of texts how many there are and how long they are together.
    """
    faults = []
    with con.cursor() as cursor:
        for table in tables:
            measures = ["count(*)", *(m for column in table.columns for m in _measures(column))]
            asked = f"SELECT {', '.join(measures)} FROM "
            there = [_plain(v) for v in rows(cursor, asked + staged(table))[0]]
            here = [
                _plain(v) for v in (file.execute(asked + name(table.schema, table.name)).fetchone() or ())
            ]
            if there != here:
                wrong = [m for m, one, other in zip(measures, here, there, strict=True) if one != other]
                faults.append(f"{table.full_name}: {', '.join(wrong[:3])} differ from the file's")
    return faults


def _measures(column: ColumnContract) -> list[str]:
    quoted, kind = name(column.name), column.type or "VARCHAR"
    if kind.startswith(_SUMMED):
        return [f"count({quoted})", f"sum({quoted})"]
    if kind.startswith(_ORDERED):
        return [f"count({quoted})", f"min({quoted})", f"max({quoted})"]
    if kind == "BOOLEAN":
        return [f"count({quoted})", f"count(*) FILTER (WHERE {quoted})"]
    return [f"count({quoted})", f"count(DISTINCT {quoted})", f"sum(length({quoted}))"]


def _plain(value: object) -> object:
    """Numbers of both engines in one type; ADBC gives PostgreSQL's NUMERIC as text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    if isinstance(value, str):
        return Decimal(value)
    return value
