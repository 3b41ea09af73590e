"""The swap: all tables in one transaction that waits for readers briefly and tries again.

A reader that has begun a transaction holds its tables until it ends, so the swap comes before it or after it
and never between two of its queries. That is what the locks are for: a schema could be renamed without them,
but a query that names two tables could then find one of them before and one after.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publishing.log import PUBLISH_LOG
from publishing.postgres.names import old_schema, stage_schema, staged, standing
from publishing.postgres.others import rights, views_of_others
from publishing.postgres.server import PostgresError, exists, run, value
from publishing.postgres.whole import schema_rights, whole_schemas
from publishing.sql import name, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from adbc_driver_manager.dbapi import Connection, Cursor

    from publishing.contract import TableContract
    from publishing.postgres.server import Server

# A lock that was not to be had, and a statement that its time limit ended: both mean that somebody reads.
_READERS_HOLD_ON = {"55P03", "57014"}
_PAUSE_SECONDS = 0.2


@dataclass(frozen=True)
class Swap:
    """How long readers could have waited for the new version."""

    lock_seconds: float
    """Until those who were reading had ended; whoever came meanwhile stood in line."""
    seconds: float
    """From then until the new version was theirs."""


def swap(con: Connection, server: Server, tables: Sequence[TableContract]) -> Swap:
    """Put the stage in the place of what stands.

    Raises PostgresError when readers held on for longer than the server's patience; the old version stays.
    """
    deadline = time.monotonic() + server.patience_seconds
    while True:
        try:
            if done := _tried(con, server, tables):
                return done
        except _locked_error() as error:
            if getattr(error, "sqlstate", None) not in _READERS_HOLD_ON:
                raise
        con.rollback()
        if time.monotonic() > deadline:
            raise PostgresError(
                f"{server.said} keeps its version: readers held its tables for "
                f"{server.patience_seconds:g} s; end their transactions and publish again"
            )
        time.sleep(_PAUSE_SECONDS)


def standing_tables(cursor: Cursor) -> list[tuple[str, str]]:
    """Schema and name of what the version that stands there has; empty before the first."""
    if not value(cursor, f"SELECT to_regclass({text(standing(PUBLISH_LOG))}) IS NOT NULL"):
        return []
    newest = f"SELECT rows_per_table FROM {standing(PUBLISH_LOG)} ORDER BY version DESC LIMIT 1"
    told = [tuple(table.split(".", 1)) for table in json.loads(value(cursor, newest) or "{}")]
    log = (PUBLISH_LOG.schema, PUBLISH_LOG.name)
    return sorted({(schema, table) for schema, table in [*told, log] if exists(cursor, schema, table)})


def _tried(con: Connection, server: Server, tables: Sequence[TableContract]) -> Swap | None:
    """None when somebody put something of their own into a schema meanwhile."""
    with con.cursor() as cursor:
        replaced = standing_tables(cursor)
        _refuse_foreign(cursor, replaced, tables)
        number = str(value(cursor, "SELECT pg_current_xact_id()::text"))
        whole = whole_schemas(cursor, replaced, tables)
        run(cursor, [*rights(cursor, replaced, tables), *schema_rights(cursor, whole)])
        run(cursor, _made_schemas(replaced, tables, whole, number))
        views = views_of_others(cursor, replaced)
        run(cursor, _reader(cursor, server, tables, whole))
        started = time.monotonic()
        _lock(cursor, server, replaced)
        locked = time.monotonic()
        if whole_schemas(cursor, replaced, tables) != whole:
            return None
        run(cursor, [*_moves(replaced, tables, whole, number), *views])
        con.commit()
        return Swap(lock_seconds=locked - started, seconds=time.monotonic() - locked)


def _lock(cursor: Cursor, server: Server, replaced: Sequence[tuple[str, str]]) -> None:
    """All tables or none, in one span of time: a limit for each lock would add up beyond readers' own."""
    if not replaced:
        return
    cursor.execute(f"SET LOCAL statement_timeout = '{server.lock_timeout_ms}ms'")
    cursor.execute(f"LOCK TABLE {', '.join(name(*table) for table in replaced)} IN ACCESS EXCLUSIVE MODE")
    cursor.execute("SET LOCAL statement_timeout TO DEFAULT")


def _moves(
    replaced: Sequence[tuple[str, str]], tables: Sequence[TableContract], whole: AbstractSet[str], number: str
) -> list[str]:
    renamed = sorted({schema for schema, _ in replaced if schema in whole})
    away = [f"ALTER SCHEMA {name(schema)} RENAME TO {name(old_schema(schema, number))}" for schema in renamed]
    away += [
        f"ALTER TABLE {name(*table)} SET SCHEMA {name(old_schema(table[0], number))}"
        for table in replaced
        if table[0] not in whole
    ]
    come = [f"ALTER SCHEMA {name(stage_schema(s))} RENAME TO {name(s)}" for s in sorted(whole)]
    come += [
        f"ALTER TABLE {staged(table)} SET SCHEMA {name(table.schema)}"
        for table in tables
        if table.schema not in whole
    ]
    return away + come


def _made_schemas(
    replaced: Sequence[tuple[str, str]], tables: Sequence[TableContract], whole: AbstractSet[str], number: str
) -> list[str]:
    made = sorted({table.schema for table in tables} - whole)
    old = sorted({old_schema(schema, number) for schema, _ in replaced if schema not in whole})
    return [f"CREATE SCHEMA IF NOT EXISTS {name(schema)}" for schema in made + old]


def _refuse_foreign(
    cursor: Cursor, replaced: Sequence[tuple[str, str]], tables: Sequence[TableContract]
) -> None:
    """Tables of our names that no publish of ours made are somebody's work."""
    foreign = [
        table.full_name
        for table in tables
        if (table.schema, table.name) not in replaced and exists(cursor, table.schema, table.name)
    ]
    if foreign:
        raise PostgresError(
            f"the database has tables that are not of a published version: {', '.join(foreign[:3])}; "
            "rename them or publish into a database of its own"
        )


def _reader(
    cursor: Cursor, server: Server, tables: Sequence[TableContract], whole: AbstractSet[str]
) -> list[str]:
    if not server.reader_role:
        return []
    role, ours = name(server.reader_role), {table.schema for table in tables}
    schemas = sorted(stage_schema(schema) if schema in whole else schema for schema in ours)
    is_there = value(
        cursor, f"SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = {text(server.reader_role)})"
    )
    made = [] if is_there else [f"CREATE ROLE {role} NOLOGIN"]
    made += [f"GRANT USAGE ON SCHEMA {name(schema)} TO {role}" for schema in schemas]
    return made + [f"GRANT SELECT ON {staged(table)} TO {role}" for table in tables]


def _locked_error() -> type[Exception]:
    import adbc_driver_postgresql.dbapi as adbc

    error: type[Exception] = adbc.Error
    return error
