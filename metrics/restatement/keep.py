"""The tables behind the figures, kept as the last published version had them, until the next is compared.

They lie in the warehouse, which erasure rewrites with all else. A night overwrites the tables that they are
taken from, so they are taken before it begins, and only when the warehouse is what was published last: after
a refused night the copy of before is still right, after a rollback there is none.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from metrics.restatement.tables import KEPT_PREFIX, Catalog, Traced, kept_name, read_catalog, traced_tables
from sources import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from metrics.restatement.graph import ProjectGraph

PUBLISHED_AS = "control.published_as"
VERSION = kept_name("control.version")
# Tables that a run makes anew and that tell what the last one knew.
KNOWN = ("control.metric_registry", "control.steward_decision", "control.built_relation")


def published_as(con: DuckDBPyConnection, version: str) -> None:
    """Remember that the tables of this warehouse are those of a version that was just published."""
    con.execute("create schema if not exists control")
    con.execute(f"create or replace table {PUBLISHED_AS} as select ? as version", [version])


def keep(con: DuckDBPyConnection, graph: ProjectGraph, queries: Collection[str], current: str | None) -> bool:
    """Before a run: have what readers' version was made of in `kept_*`; returns whether it is there."""
    con.execute("begin")
    try:
        is_kept = _keep(con, graph, queries, current)
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")
    return is_kept


def kept_version(con: DuckDBPyConnection) -> str | None:
    """The version whose tables are kept."""
    return _version(con, read_catalog(con), VERSION)


def note_built(con: DuckDBPyConnection, graph: ProjectGraph, queries: Collection[str]) -> None:
    """Write down by which code and parameters the tables behind the figures were made."""
    con.execute("create schema if not exists control")
    con.execute(
        "create or replace table control.built_relation (relation varchar, code varchar, parameters varchar)"
    )
    rows = [
        (table.name, *graph.made_by(table.model)) for table in _all_traced(read_catalog(con), graph, queries)
    ]
    if rows:
        con.executemany("insert into control.built_relation values (?, ?, ?)", rows)


def _keep(
    con: DuckDBPyConnection, graph: ProjectGraph, queries: Collection[str], current: str | None
) -> bool:
    catalog = read_catalog(con)
    held = _version(con, catalog, PUBLISHED_AS)
    con.execute(f"drop table if exists {PUBLISHED_AS}")
    if held is not None and held == current:
        _drop(con)
        _take(con, catalog, graph, queries, held)
        return True
    if current is not None and _version(con, catalog, VERSION) == current:
        return True
    _drop(con)
    return False


def _take(
    con: DuckDBPyConnection, catalog: Catalog, graph: ProjectGraph, queries: Collection[str], version: str
) -> None:
    tables = [table for table in _all_traced(catalog, graph, queries) if table.columns]
    for schema in sorted({table.kept.partition(".")[0] for table in tables} | {VERSION.partition(".")[0]}):
        con.execute(f"create schema {schema}")
    for table in tables:
        con.execute(
            f"create table {table.kept} as select {sql.names(table.columns)} from {table.model.rendered}"
        )
    for known in KNOWN:
        if known in catalog:
            con.execute(f"create table {kept_name(known)} as from {known}")
    con.execute(f"create table {VERSION} as select ? as version", [version])


def _drop(con: DuckDBPyConnection) -> None:
    schemas = con.execute(
        "select schema_name from duckdb_schemas() "
        "where database_name = current_database() and starts_with(schema_name, ?)",
        [KEPT_PREFIX],
    ).fetchall()
    for (schema,) in schemas:
        con.execute(f"drop schema {sql.name(schema)} cascade")


def _all_traced(catalog: Catalog, graph: ProjectGraph, queries: Collection[str]) -> list[Traced]:
    found = traced_tables(catalog, graph, queries)
    by_name = {table.name: table for tables in found.values() for table in tables}
    return [by_name[name] for name in sorted(by_name)]


def _version(con: DuckDBPyConnection, catalog: Catalog, table: str) -> str | None:
    found = con.execute(f"select max(version) from {table}").fetchone() if table in catalog else None
    return found[0] if found else None
