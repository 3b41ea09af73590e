"""Loading a version's tables into the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publishing.postgres import ddl
from publishing.postgres.names import stage_schema, staged
from publishing.postgres.server import run, value
from publishing.sql import name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    from adbc_driver_manager.dbapi import Connection, Cursor

    from publishing.contract import TableContract

_BATCH_ROWS = 100_000


def load(con: Connection, file: duckdb.DuckDBPyConnection, tables: Sequence[TableContract]) -> None:
    """Make the stage anew, whatever a killed publish left there, and fill it; commits at the end."""
    with con.cursor() as cursor:
        run(cursor, _empty_stage(tables))
        run(cursor, [ddl.create(table) for table in tables])
        for table in tables:
            rows = file.execute(f"SELECT * FROM {name(table.schema, table.name)}").to_arrow_reader(
                _BATCH_ROWS
            )
            cursor.adbc_ingest(table.name, rows, mode="append", db_schema_name=stage_schema(table.schema))
            run(cursor, ddl.finish(table, _empty_in_key(cursor, table)))
    con.commit()


def drop_stage(con: Connection, tables: Sequence[TableContract]) -> None:
    """Take the stage away; commits."""
    with con.cursor() as cursor:
        run(cursor, [f"DROP SCHEMA IF EXISTS {name(schema)} CASCADE" for schema in _stages(tables)])
    con.commit()


def _stages(tables: Sequence[TableContract]) -> list[str]:
    return sorted({stage_schema(table.schema) for table in tables})


def _empty_stage(tables: Sequence[TableContract]) -> list[str]:
    return [
        statement
        for schema in _stages(tables)
        for statement in (f"DROP SCHEMA IF EXISTS {name(schema)} CASCADE", f"CREATE SCHEMA {name(schema)}")
    ]


def _empty_in_key(cursor: Cursor, table: TableContract) -> list[str]:
    return [
        column
        for column in table.grain
        if value(cursor, f"SELECT EXISTS (SELECT 1 FROM {staged(table)} WHERE {name(column)} IS NULL)")
    ]
